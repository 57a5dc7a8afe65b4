import Testing

@testable import Model

/// Pickles that were not made by saving weights.
@Suite struct HostilePickleTests {
  private static let storageBytes = 64

  /// A state around a pickle, with one storage of sixteen numbers.
  private func state(_ pickle: [UInt8]) -> Result<TorchState, TorchStateError> {
    let entries = [
      ZipArchive.Entry(name: "archive/data.pkl", bytes: pickle),
      ZipArchive.Entry(
        name: "archive/data/0", bytes: [UInt8](repeating: 0, count: Self.storageBytes)),
    ]
    do {
      return .success(try TorchState(decoding: ZipArchive.encode(entries)))
    } catch {
      return .failure(error)
    }
  }

  private func refusal(_ pickle: [UInt8]) -> String {
    switch state(pickle) {
    case .success: "taken"
    case .failure(let error): error.expected
    }
  }

  private func text(_ text: String) -> [UInt8] {
    [0x8C, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private func integer(_ value: Int) -> [UInt8] {
    [0x8A, 7] + (0..<7).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func name(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  /// A tensor of the one storage.
  private func tensor(
    offset: Int = 0, shape: [Int], strides: [Int], type: String = "FloatStorage", key: String = "0"
  ) -> [UInt8] {
    var bytes = name("torch._utils", "_rebuild_tensor_v2") + [0x28, 0x28] + text("storage")
    bytes += name("torch", type) + text(key) + text("cpu") + integer(16) + [0x74, 0x51]
    bytes += integer(offset)
    for sides in [shape, strides] { bytes += [0x28] + sides.flatMap(integer) + [0x74] }
    return bytes + [0x89, 0x29, 0x74, 0x52]
  }

  /// A dictionary of one tensor.
  private func dictionary(_ value: [UInt8]) -> [UInt8] {
    [0x80, 2, 0x7D] + text("w") + value + [0x73, 0x2E]
  }

  @Test func theBuilderBuildsWhatIsTaken() throws {
    let state = try state(dictionary(tensor(shape: [4, 4], strides: [4, 1]))).get()
    #expect(state["w"]?.shape == [4, 4])
    #expect(try self.state(dictionary(tensor(shape: [0, 9], strides: [9, 1]))).get()["w"] != nil)
  }

  @Test func whatWouldRunSomethingIsRefusedByName() {
    let call = text("true") + [0x85, 0x52, 0x2E]
    for (module, function) in [
      ("os", "system"), ("builtins", "eval"), ("posix", "system"), ("subprocess", "Popen"),
      ("torch.hub", "load"), ("collections", "OrderedDict"), ("builtins", "getattr"),
    ] {
      #expect(
        refusal(name(module, function) + call).contains("no call of \(module).\(function)"))
    }
    // The same by other steps: of a name on the stack, of an instance, of an extension, by a text's id.
    #expect(refusal(text("os") + text("system") + [0x93] + call).contains("no step 147"))
    #expect(
      refusal([0x28] + text("true") + [0x69] + Array("os\nsystem\n".utf8)).contains("no step"))
    #expect(refusal([0x28] + name("os", "system") + text("true") + [0x6F]).contains("no step 111"))
    #expect(refusal(name("os", "system") + text("a") + [0x85, 0x81]).contains("no step 129"))
    #expect(refusal([0x82, 1]).contains("no step 130"))
    #expect(refusal([0x50] + Array("os\n".utf8)).contains("no step 80"))
    let long = String(repeating: "x", count: 5000)
    #expect(refusal(name(long, "f") + call).contains("the end of a line"))
  }

  @Test func whatNestsDeepIsRefusedAndFreed() {
    let count = 1_000_000
    #expect(
      refusal([0x29] + [UInt8](repeating: 0x85, count: count) + [0x2E])
        .contains("tuples that nest less deep"))
    // A tuple of itself twice, again and again: 2 to the power of the steps, if it were written out.
    let doubled: [UInt8] = [0x71, 0, 0x68, 0, 0x86]
    #expect(
      refusal([0x29] + (0..<40).flatMap { _ in doubled } + [0x2E])
        .contains("tuples that nest less deep"))
    // A chain of dictionaries, each in the one before; and one that holds itself.
    var chain: [UInt8] = [0x7D]
    for _ in 0..<300_000 { chain += [0x4E, 0x7D] }
    chain += [UInt8](repeating: 0x73, count: 300_000) + [0x2E]
    #expect(refusal(chain) == "tensors by name alone")
    #expect(refusal([0x7D, 0x71, 0, 0x4E, 0x68, 0, 0x73, 0x2E]).contains("tensors by name alone"))
    // Marks without end.
    #expect(refusal([UInt8](repeating: 0x28, count: count)).contains("the end mark"))
  }

  @Test func sizesThatAreNotThereAreRefused() {
    #expect(refusal([0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x61]).contains("4294967295 more bytes"))
    #expect(refusal([0x8A, 0xFF, 1]).contains("a number of at most 7 bytes"))
    #expect(refusal([0x8B, 0xFF, 0xFF, 0xFF, 0x7F]).contains("no step 139"))
    #expect(refusal([0x6A, 0xFF, 0xFF, 0xFF, 0xFF]).contains("a value remembered"))
    #expect(refusal([0x4E, 0x72, 0xFF, 0xFF, 0xFF, 0xFF, 0x2E]) == "a dictionary of tensors")
    #expect(refusal([]).contains("the end mark"))
    #expect(refusal([0x2E]).contains("one value at the end"))
    #expect(refusal([0x4E, 0x4E, 0x2E]).contains("one value at the end"))
    #expect(refusal([0x7D, 0x28, 0x4E, 0x75, 0x2E]).contains("pairs for a dictionary"))
  }

  @Test(arguments: [
    (0, [17], [1]), (1, [16], [1]), (16, [1], [1]), (0, [4, 4], [4, 2]),
    (0, [2, 2], [1 << 54, 1]),
    (1 << 54, [2], [1]), (0, [1 << 54], [1 << 54]), (0, [1 << 40, 1 << 40], [1, 1]),
    (0, [1 << 54], [0]), (0, [2, 2], [1]), (0, [], [1]), (0, [100], [0]),
  ])
  func viewsBeyondTheirStorageAreRefused(_ offset: Int, _ shape: [Int], _ strides: [Int]) {
    let pickle = dictionary(tensor(offset: offset, shape: shape, strides: strides))
    // A view of one number many times over fits its storage; it is the sum of all that is bounded.
    #expect((refusal(pickle) == "taken") == (shape == [100]))
  }

  @Test func sidesThatOverflowAreRefusedWhateverStandsBehind() {
    let huge = 1 << 54
    #expect(
      refusal(dictionary(tensor(shape: [huge, huge, 0], strides: [1, 1, 1])))
        .contains("whole sides of w"))
    #expect(
      refusal(dictionary(tensor(shape: [Int](repeating: 1, count: 65), strides: [])))
        .contains("a tensor's storage"))
  }

  @Test func manyViewsOfTheSameNumbersAreRefused() {
    var pickle: [UInt8] = [0x7D]
    for index in 0..<2000 {
      pickle += text("t\(index)") + tensor(shape: [400, 400], strides: [0, 0]) + [0x73]
    }
    #expect(refusal(pickle + [0x2E]).contains("fewer views of the same numbers"))
  }

  @Test func otherStoragesAreRefused() {
    for type in ["ComplexFloatStorage", "QInt8Storage", "UntypedStorage"] {
      #expect(
        refusal(dictionary(tensor(shape: [1], strides: [1], type: type)))
          .contains("a storage of floats of 16, 32 or 64 bits"))
    }
    #expect(
      refusal(dictionary(tensor(shape: [1], strides: [1], key: "../1"))) == "the storage of w")
  }

  /// 65,535 names for the same bytes are 65,535 parts of one array.
  @Test func anArchiveWhoseEntriesOverlapTakesNoMemory() throws {
    let data = [UInt8](repeating: 7, count: 1 << 20)
    let archive = ZipArchive.encode([ZipArchive.Entry(name: "archive/data/0", bytes: data)])
    let end = archive.count - 22
    let start = archive[end + 16..<end + 20].reversed().reduce(0) { $0 << 8 | Int($1) }
    var bytes = Array(archive[..<start])
    for _ in 0..<65_535 { bytes += archive[start..<end] }
    var tail = Array(archive[end...])
    (tail[10], tail[11]) = (0xFF, 0xFF)
    let entries = try #require(ZipArchive.entries(bytes + tail))
    #expect(entries.count == 65_535 && entries.allSatisfy { $0.bytes.count == data.count })
    #expect(throws: TorchStateError.self) { try TorchState(decoding: bytes + tail) }
  }

  @Test func packedEntriesAreRefused() {
    var bytes = ZipArchive.encode([ZipArchive.Entry(name: "archive/data.pkl", bytes: [0x2E])])
    let end = bytes.count - 22
    let start = bytes[end + 16..<end + 20].reversed().reduce(0) { $0 << 8 | Int($1) }
    bytes[start + 10] = 8
    #expect(ZipArchive.entries(bytes) == nil)
  }
}
