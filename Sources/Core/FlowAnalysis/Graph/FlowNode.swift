/// Somewhere that information can be.
package enum FlowNode: Hashable, Sendable {
    /// A VM that there is, the administrative domain among them, by name.
    case domain(String)
    /// The disposables of a template that a VM causes, itself or through other disposables of its own.
    case disposable(template: String, creator: String)
    /// Everything beyond the uplink.
    case internet
    /// A device, or a class of them.
    case device(String)

    /// The name in output: `work`, `@dispvm:default-dvm of vault`, `INTERNET`, `device:mic`.
    package var name: String {
        switch self {
        case .domain(let name): name
        case .disposable(let template, let creator): "@dispvm:\(template) of \(creator)"
        case .internet: Self.internetName
        case .device(let name): "device:\(name)"
        }
    }

    /// What the world beyond the uplink is called.
    package static let internetName = "INTERNET"

    /// Whether it is a VM, one that there is or a disposable.
    package var isMachine: Bool {
        switch self {
        case .domain, .disposable: true
        case .internet, .device: false
        }
    }

    private var rank: Int {
        switch self {
        case .domain: 0
        case .disposable: 1
        case .device: 2
        case .internet: 3
        }
    }
}

extension FlowNode: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.domain(let left), .domain(let right)): left < right
        case (.disposable(let template, let creator), .disposable(let otherTemplate, let otherCreator)):
            (creator, template) < (otherCreator, otherTemplate)
        case (.device(let left), .device(let right)): left < right
        default: left.rank < right.rank
        }
    }
}
