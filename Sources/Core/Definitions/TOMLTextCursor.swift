import Machines

/// A place in a TOML text that moves forward, counts lines and columns, and knows the words of TOML.
struct TOMLTextCursor {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        // A byte order mark is no character of the first line.
        if scalars.first == "\u{feff}" { index = 1 }
    }

    var position: SourcePosition { SourcePosition(line: line, column: column) }

    /// The next character, or nil at the end.
    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    /// Moves over one character; does nothing at the end.
    mutating func advance() {
        guard let scalar = peek else { return }
        index += 1
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }

    /// Moves over spaces and tabs, and over line ends and comments when `newlines` is set.
    mutating func skipBlank(newlines: Bool) {
        while let scalar = peek {
            switch scalar {
            case " ", "\t": advance()
            case "\r", "\n":
                guard newlines else { return }
                advance()
            case "#":
                guard newlines else { return }
                skipLine()
            default: return
            }
        }
    }

    /// Moves to the beginning of the next line.
    mutating func skipLine() {
        while let scalar = peek {
            advance()
            if scalar == "\n" { return }
        }
    }

    /// Moves over a number, a boolean or a date: to the next thing that can follow one.
    mutating func skipScalar() {
        while let scalar = peek {
            switch scalar {
            case ",", "]", "}", "#", "\n", "\r": return
            default: advance()
            }
        }
    }

    /// Moves over an unquoted part of a key, which may be empty.
    mutating func takeBareKey() -> String {
        var name = String.UnicodeScalarView()
        while let scalar = peek {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-":
                name.append(scalar)
                advance()
            default: return String(name)
            }
        }
        return String(name)
    }

    /// Moves over a string of any of the four kinds, the cursor being on its opening quote.
    ///
    /// - Returns: What the string stands for, and where U+0000 is written in it. Line folding is left out, because
    ///   only keys are read for their value, and they have one line.
    mutating func takeString() -> (value: String, nullCharacters: [SourcePosition]) {
        guard let quote = peek else { return ("", []) }
        let isMultiline = hasQuotes(quote, count: 3)
        let length = isMultiline ? 3 : 1
        for _ in 0..<length { advance() }
        var value = String.UnicodeScalarView()
        var nullCharacters: [SourcePosition] = []
        while let scalar = peek {
            if scalar == quote && hasQuotes(quote, count: length) {
                for _ in 0..<length { advance() }
                // Up to two quotes may stand just before the closing three; the last three close.
                while isMultiline && peek == quote { advance() }
                break
            }
            if scalar == "\n" && !isMultiline { break }
            let position = self.position
            let character: Unicode.Scalar
            if scalar == "\\" && quote == "\"" {
                character = takeEscape()
            } else {
                character = scalar
                advance()
            }
            if character == "\0" { nullCharacters.append(position) }
            value.append(character)
        }
        return (String(value), nullCharacters)
    }

    /// Moves over a backslash and what belongs to it; what is no escape counts as the character itself.
    private mutating func takeEscape() -> Unicode.Scalar {
        advance()
        guard let kind = peek else { return "\\" }
        advance()
        switch kind {
        case "b": return "\u{8}"
        case "t": return "\t"
        case "n": return "\n"
        case "f": return "\u{c}"
        case "r": return "\r"
        case "e": return "\u{1b}"
        case "u": return takeHexadecimal(digits: 4)
        case "U": return takeHexadecimal(digits: 8)
        case "x": return takeHexadecimal(digits: 2)
        default: return kind
        }
    }

    private mutating func takeHexadecimal(digits: Int) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = peek, let digit = Character(scalar).hexDigitValue else { return "\u{fffd}" }
            value = value &* 16 &+ UInt32(digit)
            advance()
        }
        return Unicode.Scalar(value) ?? "\u{fffd}"
    }

    private func hasQuotes(_ quote: Unicode.Scalar, count: Int) -> Bool {
        index + count <= scalars.count && scalars[index..<(index + count)].allSatisfy { $0 == quote }
    }
}
