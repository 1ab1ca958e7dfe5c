import Machines
import ManagerClient
import JSONText

extension MachineSnapshot {
    /// Everything about the VM; keys are stable, what a VM does not have is null.
    var json: JSONValue {
        .object([
            "name": .string(name), "state": .string(state.rawValue), "state_reason": .optional(stateReason),
            "class": .string(machineClass.rawValue), "label": .string(label.rawValue),
            "template": .optional(template), "template_version": .optional(templateVersion),
            "netvm": .optional(netvm), "provides_network": .bool(providesNetwork),
            "memory_mib": .number(UInt64(memoryMiB)), "resident_mib": .number(UInt64(residentMiB)),
            "private_mib": .number(UInt64(privateMiB)), "shared_mib": .number(UInt64(sharedMiB)),
            "start_mode": .optional(startMode),
            "vcpus": .number(UInt64(vcpus)), "tags": .strings(tags), "autostart": .bool(autostart),
            "uid": .number(UInt64(userID)), "process_id": processID == 0 ? .null : .number(UInt64(processID)),
            "agent_state": .optional(agentState), "restarts": .number(UInt64(restarts)),
            "started_at_ms": startedAtMilliseconds == 0 ? .null : .number(startedAtMilliseconds),
            "start_duration_ms": startDurationMilliseconds == 0 ? .null : .number(UInt64(startDurationMilliseconds)),
            "private_volume": .optional(privateVolume), "private_volume_mib": .number(UInt64(privateVolumeMiB)),
            "definition_current": .bool(isDefinitionCurrent),
        ])
    }
}

extension ManagerState {
    /// The manager and a count of VMs by state.
    var json: JSONValue {
        let counts = Dictionary(grouping: machines, by: \.state.rawValue).mapValues {
            JSONValue.number(UInt64($0.count))
        }
        return .object([
            "version": .string(manager.version), "process_id": .number(UInt64(manager.processID)),
            "accelerator": .string(manager.accelerator), "accelerator_reason": .string(manager.acceleratorReason),
            "configuration_directory": .string(manager.configurationDirectory),
            "configuration_current": .bool(manager.isConfigurationCurrent),
            "configuration_problems": .strings(manager.configurationProblems),
            "policy": manager.policy.json,
            "state_directory": .string(manager.stateDirectory), "run_directory": .string(manager.runDirectory),
            "memory_total_mib": .number(manager.memoryTotalMiB),
            "memory_reserved_mib": .number(manager.memoryReservedMiB),
            "started_at_ms": .number(manager.startedAtMilliseconds), "vms": .number(UInt64(machines.count)),
            "vms_by_state": .object(counts), "snapshots": .array(manager.snapshots.map(\.json)),
        ])
    }
}
