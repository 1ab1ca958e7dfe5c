import Machines

/// What a piece of text is, for whoever gives it a colour.
enum TextStyle: Hashable, Sendable {
    case plain
    case bold
    case dim
    case good
    case warning
    case bad
    case label(Label)

    init(_ state: PowerState) {
        self =
            switch state {
            case .running: .good
            case .halted: .dim
            case .transient, .paused, .suspended, .halting, .dying: .warning
            case .crashed: .bad
            }
    }
}
