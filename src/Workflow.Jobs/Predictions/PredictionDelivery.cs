using System.Globalization;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Predictions;

/// <summary>Has scorers of this machine send what they predict to this home: through a socket in it, by a key of their endpoint.</summary>
/// <param name="home">The home.</param>
internal sealed class PredictionDelivery(WorkflowHome home)
{
    /// <summary>Where containers see the folder of the socket.</summary>
    public const string FolderInContainers = "/run/workflow";

    /// <summary>The scorer's variable with the share of rows that it sends.</summary>
    public const string ShareVariable = "SCORER_LOG_SHARE";

    private const string AddressVariable = "SCORER_LOG_PREDICTIONS", KeyVariable = "SCORER_LOG_KEY";

    /// <summary>The scorer's variables that are given here.</summary>
    public static readonly IReadOnlyList<string> AllVariables = [AddressVariable, KeyVariable, ShareVariable];

    private readonly PredictionKeys _keys = new(home);

    /// <summary>The folder of the socket on this machine.</summary>
    public string Folder => home.Predictions;

    /// <summary>A share as scorers read it.</summary>
    public static string Text(double share) => share.ToString(CultureInfo.InvariantCulture);

    /// <summary>The variables of a process of this machine.</summary>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="share">The share of rows that it sends; null for none, and no variables.</param>
    public IReadOnlyDictionary<string, SecretText> OfProcess(string endpoint, double? share) => Variables(endpoint, share, home.PredictionSocket);

    /// <summary>The variables of a container in which the folder is mounted.</summary>
    /// <param name="endpoint">Its endpoint.</param>
    /// <param name="share">The share of rows that it sends; null for none, and no variables.</param>
    public IReadOnlyDictionary<string, SecretText> OfContainer(string endpoint, double? share) =>
        Variables(endpoint, share, $"{FolderInContainers}/{Path.GetFileName(home.PredictionSocket)}");

    /// <summary>Makes the folder where there is none, so that it can be mounted before anybody listens in it.</summary>
    public void MakeFolder() => home.MakePredictions();

    private Dictionary<string, SecretText> Variables(string endpoint, double? share, string socket) => share is not { } some
        ? []
        : new Dictionary<string, SecretText>(StringComparer.Ordinal)
        {
            [AddressVariable] = new($"unix://{string.Join('/', socket.Split('/').Select(Uri.EscapeDataString))}"),
            [KeyVariable] = _keys.Of(endpoint),
            [ShareVariable] = new(Text(some)),
        };
}
