import Machines

/// Which colours the terminal on standard output takes.
package enum ColorMode: Hashable, Sendable {
    /// None: not a terminal, a dumb one, or one whose owner does not want any.
    case plain
    /// The 256 colours of xterm.
    case palette
    /// 24 bits.
    case full

    /// Decides by the environment: https://no-color.org, `TERM` and `COLORTERM`.
    ///
    /// - Parameters:
    ///   - isTerminal: Whether the output is a terminal.
    ///   - noColor: `NO_COLOR`; any text but the empty one turns colours off.
    ///   - terminal: `TERM`.
    ///   - colorTerminal: `COLORTERM`.
    /// - Returns: The mode.
    package static func decide(isTerminal: Bool, noColor: String?, terminal: String?, colorTerminal: String?)
        -> ColorMode
    {
        guard isTerminal, noColor ?? "" == "", let terminal, terminal != "", terminal != "dumb" else { return .plain }
        return colorTerminal == "truecolor" || colorTerminal == "24bit" ? .full : .palette
    }

    /// The text in a style, or as it is.
    func paint(_ text: String, _ style: TextStyle) -> String {
        guard let codes = codes(style), !text.isEmpty else { return text }
        return "\u{1b}[\(codes)m\(text)\u{1b}[0m"
    }

    private func codes(_ style: TextStyle) -> String? {
        if self == .plain { return nil }
        switch style {
        case .plain: return nil
        case .bold: return "1"
        case .dim: return "2"
        case .good: return "32"
        case .warning: return "33"
        case .bad: return "1;31"
        case .label(let label):
            // Black on a dark terminal would be nothing at all: it is drawn as bright black in both modes.
            guard self == .full, label != .black, let color = UInt32(label.hexColor.dropFirst(), radix: 16) else {
                return "38;5;\(label.xtermColor)"
            }
            return "38;2;\(color >> 16);\(color >> 8 & 0xff);\(color & 0xff)"
        }
    }
}
