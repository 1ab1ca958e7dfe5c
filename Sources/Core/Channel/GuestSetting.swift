/// One word of configuration for a role of the guest.
package struct GuestSetting: Hashable, Sendable {
    /// The key of what the guest's network is to be, in the words of `Core/Network`.
    package static let networkKey = "network"

    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
