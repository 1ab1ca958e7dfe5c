/// One word of configuration for a role of the guest.
package struct GuestSetting: Hashable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
