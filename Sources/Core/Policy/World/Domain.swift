/// One VM as the policy sees it.
package struct Domain: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its UUID, in lower case, without a prefix.
    package var uuid: String
    /// Its class (`AppVM`, `TemplateVM`, `StandaloneVM`, `DispVM`, `AdminVM`, `RemoteVM`, or one of ours).
    package var type: String
    /// Its tags.
    package var tags: Set<String> = []
    /// Whether disposables may be made of it.
    package var isDisposableTemplate = false
    /// The template of the disposables that it asks for, by name.
    package var defaultDisposable: String?
    /// Whether it is never offered in a prompt.
    package var isInternal = false
    /// For a RemoteVM, the VM that talks to it.
    package var relay: String?
    /// For a RemoteVM, the service of the relay that carries its calls.
    package var transport: String?
    /// Its power state (`Running`, `Halted`, …).
    package var powerState = "Halted"
    /// Its label's colour or name.
    package var label: String?
    /// The VM that gives it its network.
    package var netvm: String?
    /// Whether others may have it as their netvm.
    package var providesNetwork = false
    /// The VM or image that it is made of.
    package var template: String?
    /// The VM that shows its windows.
    package var guivm: String?
    /// The VM that plays its sound.
    package var audiovm: String?

    /// The classes of Qubes, and those of Bulkhead.
    package static let knownTypes = [
        "AppVM", "TemplateVM", "StandaloneVM", "DispVM", "AdminVM", "RemoteVM", "ServiceVM",
    ]

    package init(name: String, uuid: String, type: String) {
        self.name = name
        self.uuid = uuid
        self.type = type
    }

    /// Whether it runs, as `autostart=no` asks.
    package var isRunning: Bool { powerState == "Running" }
}
