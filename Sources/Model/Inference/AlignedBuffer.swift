/// Memory for numbers that begins on a cache line, which the widest loads want.
///
/// Filled by its owner before it is shared, or used by one worker at a time; hence unchecked.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var pointer: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  /// Room for so many, not set to anything.
  init(count: Int = 0) {
    capacity = max(count, 16)
    pointer = Self.allocate(capacity)
  }

  /// Room for values that are read from end to end again and again, on large pages where they fill most of one.
  init(weights count: Int) {
    capacity = max(count, 16)
    let bytes = capacity * MemoryLayout<Element>.stride
    let onLargePages = (bytes + Self.largePage / 2) / Self.largePage * Self.largePage
    guard onLargePages > 0 else {
      pointer = Self.allocate(capacity)
      return
    }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(bytes, onLargePages), alignment: Self.largePage)
    Kernels.preferLargePages(memory, bytes: onLargePages)
    pointer = memory.bindMemory(to: Element.self, capacity: capacity)
  }

  private static var largePage: Int { 2 << 20 }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  /// Makes room for so many; the first `kept` of them stay.
  func reserve(_ count: Int, keeping kept: Int = 0) {
    guard count > capacity else { return }
    let larger = max(count, capacity + capacity / 2)
    let moved = Self.allocate(larger)
    moved.update(from: pointer, count: kept)
    UnsafeMutableRawPointer(pointer).deallocate()
    pointer = moved
    capacity = larger
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: count)
  }
}
