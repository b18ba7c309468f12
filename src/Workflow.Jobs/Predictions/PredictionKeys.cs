using System.Security.Cryptography;
using System.Text;
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
    private readonly HomeKey _key = new(home, "predictions");

    /// <summary>The key of an endpoint: its name, a full stop and 64 hexadecimal digits.</summary>
    public SecretText Of(string endpoint) => new($"{endpoint}.{Proof(endpoint)}");

    /// <summary>The endpoint that a key belongs to; null where it is no key of this home.</summary>
    public string? EndpointOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.LastIndexOf('.') is not (> 0 and var end)) return null;
        string endpoint = key[..end];
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key[(end + 1)..]), Encoding.UTF8.GetBytes(Proof(endpoint))) ? endpoint : null;
    }

    private string Proof(string endpoint) => Convert.ToHexStringLower(HMACSHA256.HashData(_key.Read(), Encoding.UTF8.GetBytes($"predictions\n{endpoint}")));
}
