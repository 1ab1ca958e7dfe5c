/// What `bulkhead.toml` says about the policy, in `[policy]`.
package struct PolicySettings: Hashable, Sendable {
    /// The file with the public key of the locked layer: absolute, or from the configuration folder; nil when there is no
    /// locked layer.
    package var lockedKey: String?

    package init(lockedKey: String? = nil) { self.lockedKey = lockedKey }
}
