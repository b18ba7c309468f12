using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>What kubectl means when it fails: its words and the API server's, as one reason with a remedy.</summary>
internal static partial class KubectlErrors
{
    private const int MostLines = 6;

    // In this order: a refusal may quote the words of others.
    private static readonly (string[] Words, Func<string, KubernetesCluster, WorkloadReason> Reason)[] All =
    [
        (["executable ", "getting credentials: exec: exec: "], (said, _) => LoginProgram(said)),
        (["x509:", "certificate signed by unknown authority", "failed to verify certificate"], Certificate),
        (["unable to connect to the server: getting credentials"], Unauthorized),
        (["must be logged in", "(unauthorized)", "error: unauthorized", "asked for the client to provide credentials"], Unauthorized),
        (["exceeded quota"], (said, _) => AdmissionErrors.Of(said)!),
        (["violates podsecurity"], (said, _) => AdmissionErrors.Of(said)!),
        (["because it is being terminated"], (said, _) => Terminating(said)),
        (["(forbidden)", " is forbidden: "], Forbidden),
        (["apply failed with"], (said, _) => FieldConflicts.Explain(said)),
        (["unknown field", "strict decoding error", "field not declared in schema", "error validating data", "validationerror("], (said, _) => UnknownField(said)),
        (["field is immutable"], (said, _) => Immutable(said)),
        (["(invalid)", " is invalid", "(badrequest)"], (said, _) => Invalid(said)),
        (["namespaces \""], (said, _) => NamespaceMissing(said)),
        (["no matches for kind", "doesn't have a resource type"], (said, _) => KindMissing(said)),
        (["does not exist in the kubeconfig", "context was not found", "does not exist", "error loading config file", "invalid configuration", "couldn't get version/kind"], KubeConfig),
        (["exceeded its progress deadline"], (said, _) => TooLate(said)),
        (["timed out waiting for the condition", "timed out waiting"], (said, _) => TimedOut(said)),
        (["no rollout history", "unable to find specified revision", "unable to find last revision"], (said, _) => NoRevision(said)),
        (["(notfound)", " not found"], (said, _) => Missing(said)),
        (["object has been modified", "(conflict)"], (said, _) => Changed(said)),
        (
            ["unable to connect", "connection to the server", "connection refused", "connection reset", "i/o timeout", "no such host", "eof", "deadline exceeded", "client.timeout",
             "toomanyrequests", "too many requests", "internalerror", "internal error", "serviceunavailable", "unable to handle the request", "servertimeout", "(timeout)", "etcdserver", "error on the server"],
            Unreachable),
    ];

    /// <summary>The reason of a call that failed.</summary>
    /// <param name="error">What it wrote to standard error.</param>
    /// <param name="failed">How it ended.</param>
    /// <param name="cluster">Which cluster was meant.</param>
    public static WorkloadReason Of(string error, ChildProcessException failed, KubernetesCluster cluster)
    {
        if (!failed.HasEndedByItself || error.Contains("setsid: failed to execute", StringComparison.Ordinal)) return NoProgram(failed);
        string said = Tidy(error);
        foreach ((string[] words, var reason) in All)
        {
            if (Array.Exists(words, word => said.Contains(word, StringComparison.OrdinalIgnoreCase))) return reason(said, cluster);
        }

        return new WorkloadReason(
            WorkloadReasonKind.Unknown, said.Length == 0 ? failed.Message : $"kubectl says: {said}", "Mend what it names and try again", failed.IsRetryable);
    }

    /// <summary>Nothing came in time.</summary>
    public static WorkloadReason Silent(KubernetesCluster cluster, TimeSpan limit) => new(
        WorkloadReasonKind.Unreachable,
        string.Create(CultureInfo.InvariantCulture, $"the cluster of {cluster} has not answered within {limit.TotalSeconds} s"),
        "Check that it runs and can be reached from here (kubectl cluster-info), and try again",
        IsRetryable: true);

    /// <summary>The file is not there.</summary>
    public static WorkloadReason NoKubeConfig(string file) => new(
        WorkloadReasonKind.KubeConfigInvalid,
        $"the kubeconfig {file} is not there",
        "Name one that is, or fetch it (az aks get-credentials --name CLUSTER --resource-group GROUP --file FILE)");

    private static WorkloadReason NoProgram(ChildProcessException failed) => failed.Message.Contains("wrote more than", StringComparison.Ordinal)
        ? new WorkloadReason(WorkloadReasonKind.Unknown, failed.Message, "Use a namespace with fewer objects")
        : new WorkloadReason(
            WorkloadReasonKind.ProgramMissing,
            failed.Message.Split('\n')[0],
            "Install kubectl 1.20 or later (https://kubernetes.io/docs/tasks/tools/, or az aks install-cli) and see that it is on the PATH");

    private static WorkloadReason LoginProgram(string said) => new(
        WorkloadReasonKind.ProgramMissing,
        $"the kubeconfig logs in by a program that does not run: {said}",
        "Install it and see that it is on the PATH; for AKS that is kubelogin (az aks install-cli)");

    private static WorkloadReason Certificate(string said, KubernetesCluster cluster) => new(
        WorkloadReasonKind.CertificateUnknown,
        $"the API server shows a certificate that {cluster} does not trust: {said}",
        "Fetch the kubeconfig again; if it stays so, somebody is between you and the cluster");

    private static WorkloadReason Unauthorized(string said, KubernetesCluster cluster) => new(
        WorkloadReasonKind.Unauthorized,
        $"the cluster does not take the credential of {cluster}: {said}",
        "Log in again, or fetch the kubeconfig again (az login; az aks get-credentials)");

    private static WorkloadReason Forbidden(string said, KubernetesCluster cluster)
    {
        Match match = Denial().Match(said);
        if (!match.Success) return AdmissionErrors.Of(said) ?? AdmissionErrors.Denied(said);
        string place = match.Groups["place"].Success ? $" in namespace {match.Groups["place"].Value}" : string.Empty;
        string resource = match.Groups["group"].Value is { Length: > 0 } group ? $"{match.Groups["resource"].Value}.{group}" : match.Groups["resource"].Value;
        string verb = match.Groups["verb"].Value;
        return new WorkloadReason(
            WorkloadReasonKind.Forbidden,
            $"user {match.Groups["user"].Value} of {cluster} may not {verb} {resource}{place}",
            $"Let an administrator bind a role that allows it (kubectl auth can-i {verb} {resource}); for AKS, Azure Kubernetes Service RBAC Writer");
    }

    private static WorkloadReason UnknownField(string said) => new(
        WorkloadReasonKind.InvalidManifest, $"the cluster does not know a field: {said}", "Use a cluster of Kubernetes 1.27 or later");

    private static WorkloadReason Immutable(string said) => new(
        WorkloadReasonKind.MustBeReplaced, $"what shall change can never be changed: {said}", "Remove the workload and deploy it again");

    private static WorkloadReason Invalid(string said) => new(
        WorkloadReasonKind.InvalidManifest, $"the cluster does not take a value: {said}", "Change the setting that it names and deploy again");

    private static WorkloadReason Terminating(string said) => new(
        WorkloadReasonKind.NamespaceMissing, $"the namespace is being removed: {said}", "Wait until it is gone, make it again, and deploy again", IsRetryable: true);

    private static WorkloadReason NamespaceMissing(string said)
    {
        string name = MissingNamespace().Match(said).Groups["name"].Value;
        return new WorkloadReason(
            WorkloadReasonKind.NamespaceMissing,
            $"there is no namespace {name}",
            $"Make it (kubectl create namespace {name}), or choose another");
    }

    private static WorkloadReason KindMissing(string said) => new(
        WorkloadReasonKind.KindMissing, $"the cluster has no such kind of object: {said}", "Use a cluster of Kubernetes 1.27 or later");

    private static WorkloadReason KubeConfig(string said, KubernetesCluster cluster) => new(
        WorkloadReasonKind.KubeConfigInvalid, $"{cluster} cannot be used: {said}", "Look which contexts it has (kubectl config get-contexts) and name one of them");

    private static WorkloadReason TooLate(string said) => new(
        WorkloadReasonKind.ProgressDeadlineExceeded, $"the new revision has not come so far in time: {said}", "Look at its pods (kubectl describe pods), mend it and deploy again");

    private static WorkloadReason TimedOut(string said) => new(
        WorkloadReasonKind.TimedOut, $"nothing came of it in time: {said}", "Look at it (kubectl get pods) and try again; what is begun is continued", IsRetryable: true);

    private static WorkloadReason NoRevision(string said) => new(
        WorkloadReasonKind.Missing, $"there is no revision to go back to: {said}", "Deploy the version that shall run");

    private static WorkloadReason Missing(string said) => new(WorkloadReasonKind.Missing, $"it is not there: {said}", "Deploy it first");

    private static WorkloadReason Changed(string said) => new(
        WorkloadReasonKind.Unknown, $"somebody else changed it at the same moment: {said}", "Try again", IsRetryable: true);

    private static WorkloadReason Unreachable(string said, KubernetesCluster cluster) => new(
        WorkloadReasonKind.Unreachable,
        $"the cluster of {cluster} does not answer: {said}",
        "Check that it runs and can be reached from here (kubectl cluster-info), and try again",
        IsRetryable: true);

    // Some programs that log in tell tokens when they fail.
    private static string Tidy(string error)
    {
        string[] lines = [.. error.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("Please review the fields above", StringComparison.Ordinal))];
        string text = string.Join('\n', lines.Take(lines.Any(line => line.Contains("Apply failed with", StringComparison.Ordinal)) ? 40 : MostLines));
        return Token().Replace(text, "(secret)").TrimEnd('.');
    }

    [GeneratedRegex(
        """User "(?<user>[^"]*)" cannot (?<verb>[a-z]+) resource "(?<resource>[^"]*)" in API group "(?<group>[^"]*)"( in the namespace "(?<place>[^"]*)")?""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Denial();

    [GeneratedRegex("namespaces \"(?<name>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingNamespace();

    [GeneratedRegex(
        @"eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*|(?<=Bearer )\S+|(?<=(access_token|refresh_token|client_secret|password)\W{1,4})[^\s""',}]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
