namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Tags of container groups: what is ours, and what it was made of. Everybody who may see the group may read them.</summary>
public static class ContainerGroupTags
{
    /// <summary>Id of the state directory that deployed it.</summary>
    public const string Home = "workflow.home";

    /// <summary>Name of the endpoint.</summary>
    public const string Endpoint = "workflow.endpoint";

    /// <summary>Version of the model, for example <c>hydraulic-cooling@7</c>.</summary>
    public const string Version = "workflow.version";

    /// <summary>Digest of the image.</summary>
    public const string Image = "workflow.image";

    /// <summary>Hash of the specification.</summary>
    public const string Specification = "workflow.spec";

    /// <summary>Time on Azure's clock up to which events are those of an earlier revision; absent where there was none.</summary>
    public const string Since = "workflow.since";

    /// <summary>The tags that mark an owner's groups.</summary>
    public static IReadOnlyDictionary<string, string> Of(ContainerGroupOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new Dictionary<string, string>(StringComparer.Ordinal) { [Home] = owner.Home, [Endpoint] = owner.Endpoint };
    }
}
