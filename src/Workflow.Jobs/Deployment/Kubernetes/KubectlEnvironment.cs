using System.Collections;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>The environment of kubectl, and of what it logs in with: nothing of ours besides.</summary>
internal static class KubectlEnvironment
{
    // Where it finds programs and files, how it reaches the cluster, and what it trusts.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    };

    // How kubelogin takes an identity.
    private static readonly string[] Prefixes = ["AZURE_", "AAD_", "IDENTITY_", "MSI_"];

    /// <summary>Builds it.</summary>
    /// <param name="isUsersOwn">Whether the user's own kubeconfig is meant: then the variable that names it is handed down too.</param>
    public static IReadOnlyDictionary<string, string> Create(bool isUsersOwn) => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? string.Empty))
        .Where(variable => IsWanted(variable.Key) || (isUsersOwn && variable.Key == "KUBECONFIG"))
        .ToDictionary(StringComparer.Ordinal);

    private static bool IsWanted(string name) =>
        Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
