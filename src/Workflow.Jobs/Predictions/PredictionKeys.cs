using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Predictions;

/// <summary>
/// The keys that scorers show who send their predictions here. Each belongs to one endpoint and is good for nothing else; none is kept: it follows from the
/// endpoint's name and a key of this home.
/// </summary>
/// <param name="home">The home.</param>
public sealed class PredictionKeys(WorkflowHome home)
{
    private const int Digits = 64;

    private readonly HomeKey _key = new(home, "predictions");

    /// <summary>The key of an endpoint: its name, a full stop and 64 hexadecimal digits.</summary>
    public SecretText Of(string endpoint) => new($"{endpoint}.{_key.Sign(TextOf(endpoint))}");

    /// <summary>The endpoint that a key belongs to; null where it is no key of this home.</summary>
    public string? EndpointOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.LastIndexOf('.') is not (> 0 and var end)) return null;
        string endpoint = key[..end];
        return _key.HasSigned(TextOf(endpoint), key[(end + 1)..], Digits) ? endpoint : null;
    }

    private static string TextOf(string endpoint) => $"predictions\n{endpoint}";
}
