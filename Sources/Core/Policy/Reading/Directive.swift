/// The lines that begin with `!`.
enum Directive: String, CaseIterable {
    case include = "!include"
    case includeDirectory = "!include-dir"
    case includeService = "!include-service"
    case legacy = "!compat-4.0"

    /// How many words follow it.
    var parameterCount: Int {
        switch self {
        case .include, .includeDirectory: 1
        case .includeService: 3
        case .legacy: 0
        }
    }

    /// How it is written.
    var usage: String {
        switch self {
        case .include: "!include PATH"
        case .includeDirectory: "!include-dir PATH"
        case .includeService: "!include-service SERVICE ARGUMENT PATH"
        case .legacy: "!compat-4.0 alone"
        }
    }
}
