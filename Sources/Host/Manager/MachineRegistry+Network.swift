import Machines
import Network

/// What the network has to know of the machines.
extension MachineRegistry {
    func beginNetwork() async {
        await context.network.onConfigure { [weak self] name, network in
            guard let controller = await self?.controller(name) else { return "it is gone" }
            return await controller.configureNetwork(network)
        }
        await knowNetwork()
    }

    /// Tells the network what every machine's definition says now.
    func knowNetwork() async {
        for controller in controllers.values {
            await context.network.know(await controller.definition, userID: controller.userID)
        }
    }
}
