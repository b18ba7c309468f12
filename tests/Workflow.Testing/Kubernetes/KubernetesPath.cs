namespace Workflow.Testing.Kubernetes;

/// <summary>What the path of a request means.</summary>
/// <param name="Kind">Which kind of object.</param>
/// <param name="Namespace">In which namespace; empty for none.</param>
/// <param name="Name">Which one; null for all.</param>
/// <param name="Part">Which part of it; null for the whole.</param>
public sealed record KubernetesPath(KubernetesKind Kind, string Namespace, string? Name, string? Part)
{
    /// <summary>Reads a path; null for one that means no object.</summary>
    public static KubernetesPath? Read(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string apiVersion, string[] rest) = parts switch
        {
            ["api", "v1", .. string[] core] => ("v1", core),
            ["apis", string group, string version, .. string[] others] => ($"{group}/{version}", others),
            _ => (string.Empty, []),
        };
        if (rest.Length == 0) return null;
        (string place, string[] named) = rest is ["namespaces", string name, string _, ..] ? (name, rest[2..]) : (string.Empty, rest);
        KubernetesKind? kind = KubernetesKind.All.FirstOrDefault(kind => kind.ApiVersion == apiVersion && kind.Plural == named[0]);
        return kind is null ? null : new KubernetesPath(kind, place, named.ElementAtOrDefault(1), named.ElementAtOrDefault(2));
    }
}
