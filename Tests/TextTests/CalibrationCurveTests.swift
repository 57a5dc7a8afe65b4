import Testing

@testable import Text

@Suite struct CalibrationCurveTests {
  /// Four predictions in two bins: |0.9 − 1/2| over two of them, |0.3 − 0| and |0.35 − 1| summed in one.
  @Test func errorIsTheMeanDistanceOfTheBins() throws {
    var curve = CalibrationCurve()
    #expect(curve.expectedError == nil)
    curve.add(confidence: 0.9, isRight: true)
    curve.add(confidence: 0.9, isRight: false)
    curve.add(confidence: 0.30, isRight: false)
    curve.add(confidence: 0.35, isRight: true)
    let error = try #require(curve.expectedError)
    #expect(abs(error - (0.8 + 0.35) / 4) < 1e-9)
    #expect(curve.bins[9].count == 2 && curve.bins[3].right == 1)
  }

  @Test func boundsFallIntoTheOuterBins() {
    var curve = CalibrationCurve()
    for confidence in [-1.0, 0, 1, 2] { curve.add(confidence: confidence, isRight: true) }
    #expect(curve.bins[0].count == 2 && curve.bins[9].count == 2)
  }

  /// A prediction that touches what nothing is known of is neither right nor wrong.
  @Test func verdictsFollowThePredictions() {
    let document = Document(id: "1", text: "fever and cough today")
    let gold = Example(
      document: document, spans: [Span(0..<5, "problem")], unannotated: [10..<15])
    var score = Score()
    let verdicts = score.add(
      [Span(0..<5, "problem"), Span(0..<5, "test"), Span(10..<15, "problem"), Span(16..<21, "x")],
      gold: gold)
    #expect(verdicts == [true, false, nil, false])
    #expect(score.total.truePositives == 1 && score.total.falsePositives == 2)
  }
}
