/// Why a template cannot be used.
package enum TemplateImageError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(name: String, directory: String)
    case noCurrentVersion(link: String)
    case unreadable(path: String, reason: String)
    case fileMissing(path: String)
    case wrongSize(path: String, expected: Int, found: Int)

    package var description: String {
        switch self {
        case .missing(let name, let directory): "there is no template \(name) in \(directory)"
        case .noCurrentVersion(let link): "the template has no current version: \(link) is no link to one"
        case .unreadable(let path, let reason): "the manifest \(path) cannot be used: \(reason)"
        case .fileMissing(let path): "the template's file \(path) is missing"
        case .wrongSize(let path, let expected, let found):
            "the template's file \(path) is damaged: it has \(found) bytes instead of \(expected)"
        }
    }

    /// What a person can do about it.
    package var advice: String { "Build the template again: 'make image', or guest/build --output with that folder." }
}
