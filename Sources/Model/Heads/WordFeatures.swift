import Text

/// Features of words and their neighbours, hashed into the rows of one table: what a linear conditional
/// random field over hand-made features looks at (Lafferty et al. 2001; hashing as Weinberger et al.
/// 2009).
///
/// A feature is a template, one or more places relative to the token, and what stands there. Beyond a
/// document's ends stands one and the same nothing.
struct WordFeatures: Sendable {
  /// What of a word a template looks at.
  enum View: Int, CaseIterable, Sendable {
    case norm, shape, prefix2, prefix3, prefix4, suffix1, suffix2, suffix3, suffix4
  }

  /// What a template joins: views of words at places relative to the token.
  typealias Template = [(place: Int, view: View)]

  /// Every template, in the order that their hashes are seeded by.
  static let templates: [Template] = [
    [(0, .norm)], [(-1, .norm)], [(1, .norm)], [(-2, .norm)], [(2, .norm)], [(-3, .norm)],
    [(3, .norm)],
    [(-1, .norm), (0, .norm)], [(0, .norm), (1, .norm)], [(-1, .norm), (1, .norm)],
    [(-2, .norm), (-1, .norm)], [(1, .norm), (2, .norm)],
    [(0, .prefix2)], [(0, .prefix3)], [(0, .prefix4)],
    [(0, .suffix1)], [(0, .suffix2)], [(0, .suffix3)], [(0, .suffix4)], [(0, .shape)],
    [(-1, .suffix3)], [(1, .suffix3)], [(-1, .prefix3)], [(1, .prefix3)],
    [(-1, .suffix3), (0, .suffix3)], [(0, .suffix3), (1, .suffix3)],
    [(-1, .shape), (0, .shape)], [(0, .shape), (1, .shape)],
    [(-1, .suffix2), (0, .suffix2), (1, .suffix2)],
  ]

  /// V, the table's rows.
  let rows: Int

  /// The rows of every token's features, token after token. (N · F)
  func rows(of documents: [Document]) -> [Int32] {
    var kinds = LexicalTypes()
    let index = documents.map { kinds.indexes(of: $0) }
    let views = Self.views(of: kinds)
    var result: [Int32] = []
    result.reserveCapacity(index.reduce(0) { $0 + $1.count } * Self.templates.count)
    for tokens in index {
      for token in tokens.indices {
        for (number, template) in Self.templates.enumerated() {
          var hash = Self.mixed(UInt64(number) &+ 1)
          for (place, view) in template {
            let other = token + place
            let id =
              tokens.indices.contains(other)
              ? views[Int(tokens[other]) * View.allCases.count + view.rawValue] : .max
            hash = Self.mixed(hash ^ id)
          }
          result.append(Int32(truncatingIfNeeded: hash % UInt64(rows)))
        }
      }
    }
    return result
  }

  /// What every view sees of every kind of token, as ids. (U · views)
  private static func views(of kinds: LexicalTypes) -> [UInt64] {
    kinds.ids.indices.flatMap { kind -> [UInt64] in
      let form = kinds.lowercaseForm(of: kind)
      return View.allCases.map { view in
        switch view {
        case .norm: kinds.ids[kind].norm
        case .shape: kinds.ids[kind].shape
        case .prefix2: StringID.of(form.prefix(scalars: 2))
        case .prefix3: StringID.of(form.prefix(scalars: 3))
        case .prefix4: StringID.of(form.prefix(scalars: 4))
        case .suffix1: StringID.of(form.suffix(scalars: 1))
        case .suffix2: StringID.of(form.suffix(scalars: 2))
        case .suffix3: StringID.of(form.suffix(scalars: 3))
        case .suffix4: StringID.of(form.suffix(scalars: 4))
        }
      }
    }
  }

  /// MurmurHash3's finalizer: every bit of the outcome depends on every bit put in.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value
    value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return value ^ value >> 33
  }
}
