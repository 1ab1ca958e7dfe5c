/// The colour that tells a person how far a VM is trusted; names, order and shades are those of Qubes OS.
package enum Label: String, CaseIterable, Hashable, Sendable {
    case red, orange, yellow, green, gray, blue, purple, black

    /// The colour as `#rrggbb`.
    package var hexColor: String {
        switch self {
        case .red: "#cc0000"
        case .orange: "#f57900"
        case .yellow: "#edd400"
        case .green: "#73d216"
        case .gray: "#555555"
        case .blue: "#3465a4"
        case .purple: "#75507b"
        case .black: "#000000"
        }
    }

    /// The nearest colour of the 256-colour xterm palette that stands out on a dark and on a light terminal.
    ///
    /// Black is drawn as palette entry 8, bright black: entry 0 would vanish on a dark terminal.
    package var xtermColor: UInt8 {
        switch self {
        case .red: 160
        case .orange: 208
        case .yellow: 220
        case .green: 76
        case .gray: 240
        case .blue: 61
        case .purple: 96
        case .black: 8
        }
    }
}
