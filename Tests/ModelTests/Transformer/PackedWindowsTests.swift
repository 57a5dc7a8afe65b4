import TestSupport
import Testing
import Text

@testable import Model

@Suite struct PackedWindowsTests {
  typealias Packing = ModelConfig.Transformer.Packing

  /// Texts that can be cut nowhere, between words, after sentences of many lengths, anywhere.
  static let texts: [@Sendable (Int) -> Packing.Cut] = [
    { _ in .inside }, { $0 % 3 == 0 ? .words : .inside },
    { $0 % 37 == 0 ? .sentences : $0 % 2 == 0 ? .words : .inside },
    { $0 % 11 == 0 ? .sentences : .inside }, { _ in .sentences },
  ]

  @Test(arguments: [1, 2, 3, 7, 20, 126], texts.indices)
  func everyPieceIsReadOnceAndNoWindowIsTooLong(room: Int, text: Int) {
    for count in [0, 1, 2, 3, 8, 19, 20, 21, 125, 126, 127, 190, 252, 253, 10_000] {
      let packing = Packing(pieces: room + 2)
      let windows = packing.windows(of: count, room: room, cut: Self.texts[text])
      #expect(windows.flatMap { Array($0.read) } == Array(0..<count))
      for window in windows {
        #expect(window.seen.count <= room)
        #expect(window.seen.count >= min(count, max(1, room / 4)), "a few pieces alone")
        #expect(window.seen.lowerBound <= window.read.lowerBound)
        #expect(window.read.upperBound <= window.seen.upperBound)
      }
      if count <= room { #expect(windows.count == (count == 0 ? 0 : 1)) }
      #expect(windows.count <= 1 + 4 * count / room, "hardly a piece is read twice")
    }
  }

  @Test func windowsShareWhatIsCutAndNothingElse() {
    let packing = Packing(pieces: 22, shared: 4)
    #expect(
      packing.windows(of: 37, room: 20) { $0 == 17 ? .sentences : .words }
        == [
          PieceWindow(seen: 0..<17, read: 0..<17), PieceWindow(seen: 17..<37, read: 17..<37),
        ])
    #expect(
      packing.windows(of: 38, room: 20) { $0 == 18 ? .words : .inside }.prefix(1)
        == [PieceWindow(seen: 0..<18, read: 0..<16)])
    #expect(
      packing.windows(of: 38, room: 20) { _ in .inside }
        == [
          PieceWindow(seen: 0..<19, read: 0..<17), PieceWindow(seen: 15..<26, read: 17..<24),
          PieceWindow(seen: 22..<38, read: 24..<38),
        ])
  }

  /// What stands before `|` and what after it can be told apart.
  @Test(arguments: [
    ("He has pain .|Aspirin", Packing.Cut.sentences), ("Is it ?|No", .sentences),
    ("Dr.|Quill", .words), ("chest|pain", .words), ("Heading\n|Pain", .words),
    ("Heading\n\n|Pain", .sentences), ("Heading\r\n \r\n|Pain", .sentences),
  ])
  func sentencesEndWhereAMarkIsAToken(text: String, expected: Packing.Cut) throws {
    let parts = text.split(separator: "|").map(String.init)
    let joined = parts[0].hasSuffix("\n") ? parts.joined() : parts.joined(separator: " ")
    let document = Document(id: "", text: ScalarText(joined))
    let tokenizer = try SubwordTokenizer(folder: SubwordTests.roberta)
    let encoding = tokenizer.encode(document.text)
    let pieces = Array(encoding.ranges.dropFirst().dropLast())
    let start = joined.unicodeScalars.count - parts[1].unicodeScalars.count
    let cuts = PieceCuts(document, encoding)
    let piece = try #require(pieces.indices.first { pieces[$0].lowerBound == start })
    #expect(cuts.cut(before: piece) == expected)
    if let next = pieces.indices.dropFirst(piece + 1).first {
      #expect(cuts.cut(before: next) == .inside)
    }
  }

  /// What fits one window is read in the very same one; what does not leaves no token unread.
  @Test func everyTokenIsRead() throws {
    let tokenizer = try SubwordTokenizer(folder: SubwordTests.roberta)
    let settings = ModelConfig.Transformer(name: "", window: 128, stride: 96)
    let sentence = "Mr. Quill denies chest pain , but the EKG of 3/4 showed ST elevation ."
    let long = String(repeating: sentence + " ", count: 600)
    for text in ["", " \n ", "pain", sentence, long, String(repeating: "ab", count: 300)] {
      let document = Document(id: "", text: ScalarText(text))
      func windows(_ pieces: Int, limit: Int) -> TokenWindows {
        TokenWindows(
          document, settings, packing: Packing(pieces: pieces), limit: limit, tokenizer)
      }
      let cut = windows(64, limit: 60)
      #expect(cut.starts.count == document.tokens.count + 1)
      #expect(cut.windows.allSatisfy { $0.count <= 60 })
      for (token, (start, end)) in zip(
        document.tokens, zip(cut.starts, cut.starts.dropFirst()))
      where !document.isSpace(token) {
        #expect(start < end)
      }
      let rows = cut.windows.reduce(0) { $0 + $1.count }
      #expect(cut.pieces.allSatisfy { (0..<rows).contains(Int($0)) })
      // Of all windows stacked, a piece's row holds the piece that the whole text has there.
      let stacked = cut.windows.flatMap { $0 }
      let whole = windows(1 << 20, limit: 1 << 20)
      let one = whole.windows.flatMap { $0 }
      #expect(cut.pieces.map { stacked[Int($0)] } == whole.pieces.map { one[Int($0)] })
      if text == sentence || text == "pain" {
        let strided = TokenWindows(document, window: 128, stride: 96, limit: 512, tokenizer)
        #expect(strided.windows == cut.windows)
        #expect(strided.pieces == cut.pieces)
        #expect(strided.starts == cut.starts)
      }
    }
  }

  @Test func aConfigNamesTheWindowsOfPrediction() throws {
    let plain = try TransformerModelTests.model(
      TransformerModelTests.config(TransformerModelTests.tagger))
    #expect(plain.windows == .packed)
    #expect(plain.config.transformer?.predictionPacking == Packing(pieces: 6))
    let named = try ModelConfig(
      TransformerModelTests.config(
        TransformerModelTests.tagger,
        predict: """
          [components.transformer.model.predict_spans]
          @span_getters = "clinspan.packed_spans.v1"
          pieces = 50
          shared = 3
          """))
    #expect(named.transformer?.predictionPacking == Packing(pieces: 50, shared: 3))
    let pieces = try TransformerModelTests.model(
      TransformerModelTests.config(
        TransformerModelTests.tagger, spans: "clinspan.piece_windows.v1"))
    #expect(pieces.windows == .trained)
  }

  /// Windows end with their document, whatever comes before and after.
  @Test func aLongDocumentIsReadAlikeInAnyCompany() throws {
    let model = try TransformerModelTests.model(
      TransformerModelTests.config(TransformerModelTests.tagger))
    let texts = ["He denies fever .", "", String(repeating: "An EKG was normal . ", count: 200)]
    let documents = (texts + texts.reversed()).enumerated().map {
      Document(id: "\($0)", text: ScalarText($1))
    }
    let together = try model.recognize(documents)
    for (document, found) in zip(documents, together) {
      #expect(try model.recognize(document) == found)
    }
  }
}
