/// How thinc and this program lay out the weights of layers with maxout pieces.
///
/// thinc: slot, output, piece, input. Here: slot, piece, output, input, so that the maximum over pieces
/// is taken of whole rows.
enum ThincOrder {
  /// Sides of a tensor as both have them, apart from the order of outputs and pieces.
  struct Sides {
    var slots = 1
    var outputs: Int
    var pieces: Int
    var inputs = 1
  }

  /// thinc's order to ours.
  static func fromThinc(_ values: [Float], _ sides: Sides) -> [Float] {
    swapping(values, slots: sides.slots, sides.outputs, sides.pieces, inputs: sides.inputs)
  }

  /// Our order to thinc's.
  static func toThinc(_ values: [Float], _ sides: Sides) -> [Float] {
    swapping(values, slots: sides.slots, sides.pieces, sides.outputs, inputs: sides.inputs)
  }

  /// (F, A, B, I) → (F, B, A, I)
  private static func swapping(
    _ values: [Float], slots: Int, _ a: Int, _ b: Int, inputs: Int
  ) -> [Float] {
    precondition(
      values.count == slots * a * b * inputs,
      "ThincOrder: \(values.count) values for (\(slots), \(a), \(b), \(inputs))")
    var swapped: [Float] = []
    swapped.reserveCapacity(values.count)
    for slot in 0..<slots {
      for second in 0..<b {
        for first in 0..<a {
          let start = ((slot * a + first) * b + second) * inputs
          swapped.append(contentsOf: values[start..<start + inputs])
        }
      }
    }
    return swapped
  }
}
