/// What makes a flow possible.
package enum FlowKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A call that the policy allows.
    case allow
    /// A call that a person may allow in a prompt.
    case ask
    /// The way from a VM to its netvm, and on to the INTERNET.
    case network
    /// The way from the INTERNET and a netvm to a VM.
    case inbound
    /// A template's root image, which its children run.
    case rootImage
    /// A disposable template's private image, which its disposables begin with.
    case privateImage
    /// A GUI VM, which sees and types everything.
    case desktop
    /// An audio VM, which hears and plays everything.
    case sound
    /// A relay, which carries all calls of a RemoteVM.
    case relay
    /// A device that is attached.
    case device

    /// The word in output.
    package var word: String {
        switch self {
        case .allow: "allow"
        case .ask: "ask"
        case .network: "netvm"
        case .inbound: "inbound"
        case .rootImage: "template"
        case .privateImage: "dispvm-template"
        case .desktop: "guivm"
        case .sound: "audiovm"
        case .relay: "relay"
        case .device: "device"
        }
    }

    /// Whether it is a call that the policy decides.
    package var isCall: Bool { self == .allow || self == .ask }
}
