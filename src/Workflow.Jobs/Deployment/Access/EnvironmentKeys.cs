using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>Reads the API keys that environments refer to, whenever they are needed: they are kept nowhere.</summary>
/// <param name="home">Whose key tells whether they have changed.</param>
public sealed class EnvironmentKeys(WorkflowHome home)
{
    private readonly SecretRevisions _revisions = new(home);

    /// <summary>The present keys of an environment.</summary>
    /// <exception cref="DeploymentException">They cannot be read, or there are none where the environment says that there are.</exception>
    public ApiKeys Of(EnvironmentDefinition environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Read(environment.ApiKeys, $"environment {environment.Name}");
    }

    /// <summary>The present keys where those are that something deployed was started with.</summary>
    /// <exception cref="DeploymentException">They cannot be read, or there are none any more.</exception>
    public ApiKeys Of(string endpoint, DeploymentHandle deployed)
    {
        ArgumentNullException.ThrowIfNull(deployed);
        return Read(deployed.Keys?.From, endpoint);
    }

    /// <summary>The keys for what serves again, in an environment as it was before a change. Those of then are known to nobody any more: it has the present ones.</summary>
    /// <param name="then">The environment as it was.</param>
    /// <param name="order">The change.</param>
    /// <exception cref="DeploymentException">They cannot be read.</exception>
    public ApiKeys OfBefore(EnvironmentDefinition then, DeploymentOrder order)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(order);
        return then.ApiKeys == order.Environment.ApiKeys ? order.Request.Keys : Of(then);
    }

    private ApiKeys Read(string? reference, string whose)
    {
        if (reference is null) return ApiKeys.None;
        SecretReference place = SecretReference.Parse(reference) ?? throw new DeploymentException($"{whose}: apiKeys: this is no reference; {SecretReference.Rule} is expected");
        string text = place.Read((why, cause) => new DeploymentException($"{whose}: apiKeys {place} {why}. {RemedyOf(place)}", cause));
        IReadOnlyList<SecretText> keys = ApiKeysText.Read(text, place.IsVariable, why => new DeploymentException($"{whose}: apiKeys {place} {why}"));
        return ApiKeys.Of(keys, place.Text, _revisions);
    }

    private static string RemedyOf(SecretReference place) => place.IsVariable
        ? "Set it where workflow runs; where a server, gateway or worker runs, in its environment, and start that again"
        : "Write one key a line there, readable for the user that workflow runs as";
}
