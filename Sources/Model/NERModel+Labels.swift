public import Text

extension NERModel {
  /// The model with further labels to learn: what it knows stays, and what is new scores low until it is
  /// learnt. Labels that it has already change nothing.
  public func adding(_ labels: [Label]) -> NERModel {
    let new = Set(labels).subtracting(self.labels).sorted()
    guard !new.isEmpty else { return self }
    var wider = NERModel(
      name: name, config: config, labels: self.labels + new, seed: nil, resources: resources)
    wider.calibration = calibration
    let old = head.classNames
    let places = Dictionary(uniqueKeysWithValues: old.enumerated().map { ($1, $0) })
    let sources = wider.head.classNames.map { places[$0] }
    var own = self
    var values: [String: Matrix] = [:]
    own.visitParameters { values[$0.name] = $0.value }
    wider.visitParameters { parameter in
      guard let value = values[parameter.name] else { return }
      parameter.value = value.spread(
        rows: parameter.value.rows, columns: parameter.value.columns, sources, of: old.count,
        isBias: parameter.name.hasSuffix(".bias"))
    }
    return wider
  }
}

extension Matrix {
  /// The values over more classes: along a dimension that is a multiple of the number of classes, each goes
  /// where its class is now. A new class' weights are 0, its biases lower than any.
  ///
  /// - Parameter sources: by new class, the old one.
  fileprivate func spread(
    rows: Int, columns: Int, _ sources: [Int?], of count: Int, isBias: Bool
  ) -> Matrix {
    func places(_ old: Int, _ new: Int) -> [Int?] {
      if old == new { return Array(0..<old) }
      return (0..<new).map { place in
        sources[place % sources.count].map { place / sources.count * count + $0 }
      }
    }
    let (rowPlaces, columnPlaces) = (places(self.rows, rows), places(self.columns, columns))
    var spread = Matrix(rows: rows, columns: columns)
    let low = (storage.min() ?? 0) - 3
    for (row, from) in rowPlaces.enumerated() {
      for (column, other) in columnPlaces.enumerated() {
        if let from, let other {
          spread[row, column] = self[from, other]
        } else if isBias {
          spread[row, column] = low
        }
      }
    }
    return spread
  }
}
