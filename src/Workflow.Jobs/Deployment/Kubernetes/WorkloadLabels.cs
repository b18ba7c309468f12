namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Labels and annotations of a workload's objects: what is ours, and what it was made of. Everybody who may see the objects may read them.</summary>
public static class WorkloadLabels
{
    /// <summary>What kind of program it is.</summary>
    public const string Application = "app.kubernetes.io/name";

    /// <summary>Which of them: the workload's name.</summary>
    public const string Instance = "app.kubernetes.io/instance";

    /// <summary>Who manages it.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Id of the state directory that deployed it.</summary>
    public const string Home = "workflow.home";

    /// <summary>Name of the endpoint.</summary>
    public const string Endpoint = "workflow.endpoint";

    /// <summary>Annotation: version of the model, for example <c>hydraulic-cooling@7</c>. Labels may not hold an @.</summary>
    public const string Version = "workflow.version";

    /// <summary>Annotation: digest of the image. Labels hold no more than 63 characters.</summary>
    public const string Image = "workflow.image";

    /// <summary>Annotation of pods: a text that is another one for other API keys.</summary>
    public const string Keys = "workflow.keys";

    /// <summary>What <see cref="Application"/> says.</summary>
    public const string Scorer = "scorer";

    /// <summary>What <see cref="ManagedBy"/> says.</summary>
    public const string Program = "workflow";
}
