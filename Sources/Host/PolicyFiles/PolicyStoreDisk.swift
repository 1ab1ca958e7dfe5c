/// How the files on the disk stand to the policy that is in force.
package enum PolicyStoreDisk: Hashable, Sendable {
    /// They are what was loaded.
    case current
    /// There are none, and none were loaded.
    case absent
    /// They are others, without errors; a reload would take them.
    case modified
    /// They are others, and would be refused.
    case refused(PolicyRefusal)
}
