internal import CAllocationCount

/// How often memory is asked for.
///
/// A program that links this module counts every call of `malloc` and its like.
package enum AllocationCount {
    /// How many times the calling thread has asked for memory so far.
    package static var current: UInt64 { bulkhead_allocation_count() }
}
