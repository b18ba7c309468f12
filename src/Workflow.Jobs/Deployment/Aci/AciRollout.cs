using Workflow.Jobs.Deployment.Plans;
using Workflow.Training.Errors;

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
        try
        {
            onPhase($"{(before is null ? "making" : "bringing up to date")} the {spec.Address}");
            ContainerGroupState group = await groups.ApplyAsync(spec, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
            DeploymentHandle handle = HandleOf(group);
            onPhase($"proving the answers of {handle.Url}");
            await proof.RequireAsync(handle, order.Request, cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch (WorkflowException failure) when (failure is AciException or DeploymentException)
        {
            await SetBackAsync(before, failure, onPhase).ConfigureAwait(false);
            throw;
        }
    }

    // What was made beside goes again. What was changed in place becomes what it was, as it was recorded then.
    private async Task SetBackAsync(ContainerGroupState? before, WorkflowException failure, Action<string> onPhase)
    {
        try
        {
            if (before is null)
            {
                await groups.DeleteAsync(spec.Address, spec.Owner, null, CancellationToken.None).ConfigureAwait(false);
            }
            else if (order.Recorded is { Deployment: { Image: { } image, Environment: { } then } served } recorded && served.Id == spec.Address.Path && image != spec.Image)
            {
                onPhase($"setting the {spec.Address} back to {EndpointChange.Served(recorded)}");
                ContainerGroupSpec old = places.PlainSpecOf(then, recorded.Name, EndpointChange.Served(recorded), image, spec.Registry);
                await groups.ApplyAsync(old, new Telling(onPhase), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (WorkflowException again)
        {
            throw new DeploymentException($"{failure.Message}\nThe old version could not be set back: {again.Message}", failure);
        }
    }

    private DeploymentHandle HandleOf(ContainerGroupState group) =>
        new(PlatformNames.Aci, spec.Address.Path, ContainerGroupSpec.HttpPort)
        {
            Host = group.Fqdn ?? group.Ip ?? throw new DeploymentException($"the {spec.Address} runs and has no address"),
            Image = spec.Image,
            Environment = order.Environment with { Aci = AciPlaces.SettingsOf(order.Environment) },
        };
}
