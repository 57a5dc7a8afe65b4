/// Gradients by parameter; a tied parameter's contributions add up.
public struct Gradients: Equatable, Sendable {
  /// As long as the largest id seen; nil where nothing has been added.
  private var byID: [Matrix?] = []

  /// No gradients.
  public init() {}

  /// dL/dParameter: zeros of the parameter's shape where nothing has been added.
  public subscript(_ parameter: Parameter) -> Matrix {
    get {
      (parameter.id < byID.count ? byID[parameter.id] : nil)
        ?? Matrix(rows: parameter.value.rows, columns: parameter.value.columns)
    }
    _modify {
      if parameter.id >= byID.count {
        byID.append(contentsOf: repeatElement(nil, count: parameter.id + 1 - byID.count))
      }
      // Taken out while it is changed, so that the array under it stays unshared.
      var gradient =
        byID[parameter.id].take()
        ?? Matrix(rows: parameter.value.rows, columns: parameter.value.columns)
      defer { byID[parameter.id] = gradient }
      yield &gradient
    }
  }

  /// Whether anything has been added for this parameter.
  public func contains(_ parameter: Parameter) -> Bool {
    parameter.id < byID.count && byID[parameter.id] != nil
  }

  /// Adds another worker's gradients.
  public mutating func add(_ other: Gradients) {
    if other.byID.count > byID.count {
      byID.append(contentsOf: repeatElement(nil, count: other.byID.count - byID.count))
    }
    for (id, gradient) in other.byID.enumerated() {
      guard let gradient else { continue }
      if var sum = byID[id].take() {
        sum += gradient
        byID[id] = sum
      } else {
        byID[id] = gradient
      }
    }
  }

  /// Multiplies every gradient.
  public mutating func scale(by factor: Float) {
    for id in byID.indices {
      guard var gradient = byID[id].take() else { continue }
      gradient *= factor
      byID[id] = gradient
    }
  }

  /// Sets every gradient to zero and keeps the memory.
  public mutating func reset() {
    for id in byID.indices {
      guard var gradient = byID[id].take() else { continue }
      gradient.storage.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      byID[id] = gradient
    }
  }
}
