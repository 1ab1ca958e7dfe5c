/// Paths of policy files, as text.
enum PolicyPath {
    /// A path below a directory; an absolute one stays as it is.
    static func join(_ directory: String, _ path: String) -> String {
        if path.utf8.first == UInt8(ascii: "/") || directory.isEmpty { return path }
        return directory.utf8.last == UInt8(ascii: "/") ? directory + path : "\(directory)/\(path)"
    }

    /// The same path without `.`, `..` and double slashes, as far as the text alone tells.
    static func normal(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }

    /// The same path without `.`, double slashes and a slash at the end.
    static func plain(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.utf8.first == UInt8(ascii: "/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// The directory and the name of a path in its normal form; nil for the root.
    static func parent(of path: String) -> (directory: String, name: String)? {
        guard let slash = path.lastIndex(of: "/") else { return path.isEmpty ? nil : ("", path) }
        let name = path[path.index(after: slash)...]
        guard !name.isEmpty else { return nil }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(name))
    }

    /// Whether a name comes before another, by code points.
    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}
