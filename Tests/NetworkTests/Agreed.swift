import LinuxIO

/// Texts that people have agreed on, beside the tests.
enum Agreed {
    static func text(_ name: String) -> String {
        let path = FileSystem.parent(of: #filePath) + "/" + name
        return (try? FileSystem.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
