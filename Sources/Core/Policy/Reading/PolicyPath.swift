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

    /// The last part of a path.
    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
