/// Where the parts of the record screen are. View, scrolling and clicks all ask here.
struct NoteGeometry: Equatable {
  let title: Rect
  let heading: Rect
  /// Line numbers.
  let gutter: Rect
  let text: Rect
  /// The list of spans; empty where it is hidden.
  let list: Rect
  let bottomRule: Rect
  /// What is known of the focused span.
  let detail: Rect
  let legend: Rect
  let footer: Rect

  /// Columns of text in a row.
  var textColumns: Int { max(1, text.width) }

  init(_ state: AppState) {
    let lines = state.note?.lineCount ?? 1
    self.init(state.size, showsList: state.isListShown, digits: max(2, String(lines).count))
  }

  init(_ size: Size, showsList: Bool, digits: Int) {
    let width = size.width
    title = Rect(x: 0, y: 0, width: width, height: 1)
    heading = Rect(x: 0, y: 1, width: width, height: 1)
    let body = max(0, size.height - 6)
    bottomRule = Rect(x: 0, y: 2 + body, width: width, height: 1)
    detail = Rect(x: 0, y: 3 + body, width: width, height: 1)
    legend = Rect(x: 0, y: 4 + body, width: width, height: 1)
    footer = Rect(x: 0, y: size.height - 1, width: width, height: 1)
    let listWidth = !showsList ? 0 : width < 80 ? min(26, width / 2) : min(48, width * 3 / 8)
    list = Rect(x: width - listWidth, y: 2, width: listWidth, height: body)
    gutter = Rect(x: 0, y: 2, width: digits + 3, height: body)
    let right = showsList ? list.x - 2 : width - 1
    text = Rect(x: gutter.width, y: 2, width: right - gutter.width, height: body)
  }

  /// The column of the line between text and list.
  var separator: Int? { list.isEmpty ? nil : list.x - 1 }
}
