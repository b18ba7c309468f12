namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Brings one container group to what a deployment asks for, and has it prove itself; what does not is set back.</summary>
internal sealed class AciRollout(ContainerGroups groups, AciPlaces places, RemoteProof proof, DeploymentOrder order, ContainerGroupSpec spec)
{
    /// <summary>Rolls out.</summary>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the same again continues.</param>
    /// <returns>What runs, and has proven itself.</returns>
    /// <exception cref="AciException">Azure does not run it.</exception>
    /// <exception cref="DeploymentException">It does not prove itself.</exception>
    public async Task<DeploymentHandle> RunAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        ContainerGroupState? before = await groups.FindAsync(spec.Address, cancellationToken).ConfigureAwait(false);
        var back = new ContainerGroupSetBack(groups, places, order, spec, before);
        return await GuardedChange.RunAsync(() => RollOutAsync(before is null, onPhase, cancellationToken), stop => back.RunAsync(onPhase, stop), onPhase, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DeploymentHandle> RollOutAsync(bool isNew, Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"{(isNew ? "making" : "bringing up to date")} the {spec.Address}");
        ContainerGroupState group = await groups.ApplyAsync(spec, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        DeploymentHandle handle = HandleOf(group);
        onPhase($"proving the answers of {handle.Url}");
        await proof.RequireAsync(handle, order.Request, order.Recorded?.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    private DeploymentHandle HandleOf(ContainerGroupState group) =>
        new(PlatformNames.Aci, spec.Address.Path, ContainerGroupSpec.HttpPort)
        {
            Host = group.Fqdn ?? group.Ip ?? throw new DeploymentException($"the {spec.Address} runs and has no address"),
            Image = spec.Image,
            Keys = order.Request.Keys.Handed,
            Environment = order.Environment with { Aci = AciPlaces.SettingsOf(order.Environment) },
        };
}
