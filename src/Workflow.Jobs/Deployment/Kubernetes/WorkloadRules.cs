using System.Globalization;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>What Kubernetes allows of a workload. Checked before anything is sent, and told all at once.</summary>
public static partial class WorkloadRules
{
    private const int MostReplicas = 1000;
    private const int LongestAnnotation = 256;
    private const int LongestSubdomain = 253;
    private const string TakenByKeys = "the Secret of the workload's own name holds its API keys; give this one another name";
    private const string NameRule = "lower-case letters, digits and hyphens between them are allowed, a letter first, at most 63";
    private const string LabelRule = "letters and digits are allowed, with '-', '_' and '.' between them, at most 63";
    private static readonly int[] KnownPorts = [WorkloadSpec.HttpPort, WorkloadSpec.GrpcPort, WorkloadSpec.ThriftPort];

    /// <summary>Refuses a specification that a cluster would not take.</summary>
    /// <exception cref="KubernetesException">It is not valid; the message names every problem, with the value and what is allowed.</exception>
    public static void Require(WorkloadSpec spec)
    {
        IReadOnlyList<string> problems = Problems(spec);
        if (problems.Count > 0) throw new KubernetesException($"the {spec.Address} cannot be deployed:\n{string.Join('\n', problems)}");
    }

    /// <summary>Refuses an address or an owner that is none: they become arguments and selectors.</summary>
    /// <exception cref="KubernetesException">One of them is not valid.</exception>
    public static void Require(WorkloadAddress address, WorkloadOwner owner)
    {
        string[] problems = [.. Address(address), .. Owner(owner)];
        if (problems.Length > 0) throw new KubernetesException($"the {address} cannot be asked for:\n{string.Join('\n', problems)}");
    }

    /// <summary>Everything that is wrong with a specification; empty where nothing is.</summary>
    public static IReadOnlyList<string> Problems(WorkloadSpec spec) =>
    [
        .. Address(spec.Address), .. Owner(spec.Owner), .. Origin(spec), .. Count(spec), .. Size(spec.Resources), .. Ports(spec),
        .. Variables(spec), .. Access(spec), .. Time(spec),
    ];

    private static IEnumerable<string> Address(WorkloadAddress address)
    {
        if (!NamespaceName().IsMatch(address.Namespace))
            yield return $"namespace '{address.Namespace}': lower-case letters, digits and hyphens between them are allowed, at most 63";

        // A Service is the strictest of what bears the name: it must begin with a letter.
        if (!ServiceName().IsMatch(address.Name)) yield return $"name '{address.Name}': {NameRule}";
    }

    private static IEnumerable<string> Owner(WorkloadOwner owner)
    {
        if (!LabelValue().IsMatch(owner.Home)) yield return $"home '{owner.Home}': {LabelRule}";
        if (!LabelValue().IsMatch(owner.Endpoint)) yield return $"endpoint '{owner.Endpoint}': {LabelRule}";
    }

    private static IEnumerable<string> Origin(WorkloadSpec spec)
    {
        if (!PinnedImageName.IsValid(spec.Image)) yield return PinnedImageName.Problem(spec.Image);
        if (spec.Version.Length is 0 or > LongestAnnotation || !IsText(spec.Version))
            yield return Invariant($"version: 1 to {LongestAnnotation} printable characters are allowed, there are {spec.Version.Length}");
    }

    private static IEnumerable<string> Count(WorkloadSpec spec)
    {
        if (spec.Replicas is < 1 or > MostReplicas) yield return Invariant($"replicas {spec.Replicas}: 1 to {MostReplicas} are allowed; a workload that shall rest is stopped");
        if (spec.Scaling is not { } scaling) yield break;
        if (scaling.Minimum < 1) yield return Invariant($"scaling: minimum {scaling.Minimum}: 1 or more is allowed");
        if (scaling.Maximum < scaling.Minimum || scaling.Maximum > MostReplicas)
            yield return Invariant($"scaling: maximum {scaling.Maximum}: from the minimum, {scaling.Minimum}, to {MostReplicas} is allowed");
        if (scaling.CpuPercent is < 1 or > 1000) yield return Invariant($"scaling: cpu {scaling.CpuPercent} %: 1 to 1000 is allowed");
    }

    private static IEnumerable<string> Size(WorkloadResources size) =>
        [.. Size("cpu", "250m or 1.5", 0.001m, size.CpuRequest, size.CpuLimit), .. Size("memory", "256Mi or 1Gi", 1024 * 1024, size.MemoryRequest, size.MemoryLimit)];

    private static IEnumerable<string> Size(string what, string example, decimal least, string request, string? limit)
    {
        (string Name, string? Text)[] both = [($"{what} request", request), ($"{what} limit", limit)];
        foreach ((string name, string? text) in both)
        {
            if (text is null) continue;
            if (Quantity.TryParse(text) is not { } amount) yield return $"{name} '{text}': an amount such as {example} is needed";
            else if (amount < least) yield return $"{name} '{text}': it is too little to run at all; {example} is usual";
        }

        if (limit is not null && Quantity.TryParse(request) > Quantity.TryParse(limit)) yield return $"{what} request '{request}': it is more than the limit, {limit}";
    }

    private static IEnumerable<string> Ports(WorkloadSpec spec)
    {
        if (!spec.Ports.Contains(WorkloadSpec.HttpPort)) yield return Invariant($"ports: {WorkloadSpec.HttpPort} is needed, probes ask there");
        foreach (int port in spec.Ports.Except(KnownPorts)) yield return Invariant($"port {port}: {string.Join(", ", KnownPorts)} are allowed");
        if (spec.Ports.Distinct().Count() < spec.Ports.Count) yield return "ports: each may be named once";
    }

    private static IEnumerable<string> Variables(WorkloadSpec spec)
    {
        foreach (string name in spec.Environment.Keys.Concat(spec.SecretEnvironment.Keys).Where(name => !VariableName().IsMatch(name)))
            yield return $"environment variable '{name}': letters, digits and '_' are allowed, no digit first";
        foreach (string name in spec.Environment.Keys.Intersect(spec.SecretEnvironment.Keys, StringComparer.Ordinal))
            yield return $"environment variable '{name}': it is plain and secret at once; keep one";
        foreach ((string name, string value) in spec.Environment.Where(variable => !IsUnicode(variable.Value) || variable.Value.Contains('\0', StringComparison.Ordinal)))
            yield return $"environment variable '{name}': its value of {value.Length.ToString(CultureInfo.InvariantCulture)} characters has a NUL or half a character in it";
        foreach ((string name, SecretReference from) in spec.SecretEnvironment)
        {
            if (!IsSubdomain(from.Secret)) yield return $"environment variable '{name}': secret '{from.Secret}' is no name of a Secret";
            if (!SecretKey().IsMatch(from.Key)) yield return $"environment variable '{name}': key '{from.Key}': letters, digits, '-', '_' and '.' are allowed, at most 253";
        }

        foreach (string argument in spec.Arguments.Where(argument => !IsText(argument))) yield return $"argument '{argument}': printable characters are allowed";
    }

    private static IEnumerable<string> Access(WorkloadSpec spec)
    {
        if (spec.PullSecret is { } pull && !IsSubdomain(pull)) yield return $"pull secret '{pull}': it is no name of a Secret";
        if (spec.Keys.AreAsked && spec.PullSecret == spec.Address.Name) yield return $"pull secret '{spec.PullSecret}': {TakenByKeys}";
        if (spec.Ingress is not { } ingress) yield break;
        if (spec.Keys.AreAsked && ingress.TlsSecret == spec.Address.Name) yield return $"ingress TLS secret '{ingress.TlsSecret}': {TakenByKeys}";
        if (!IsSubdomain(ingress.Host) || !ingress.Host.Contains('.', StringComparison.Ordinal)) yield return $"ingress host '{ingress.Host}': a DNS name such as models.example.org is needed";
        if (!IsSubdomain(ingress.TlsSecret)) yield return $"ingress TLS secret '{ingress.TlsSecret}': it is no name of a Secret";
        if (ingress.ClassName is { } name && !IsSubdomain(name)) yield return $"ingress class '{name}': it is no name of an IngressClass";
    }

    private static IEnumerable<string> Time(WorkloadSpec spec)
    {
        if (spec.ProgressDeadline < TimeSpan.FromSeconds(30) || spec.ProgressDeadline > TimeSpan.FromHours(2))
            yield return Invariant($"progress deadline {spec.ProgressDeadline}: 30 s to 2 h is allowed");
    }

    private static bool IsSubdomain(string text) => text.Length <= LongestSubdomain && Subdomain().IsMatch(text);

    private static bool IsText(string text) => IsUnicode(text) && !text.Any(char.IsControl);

    private static bool IsUnicode(string text) => text.Length < 32 * 1024 && string.Concat(text.EnumerateRunes()) == text;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?!.{64})[a-z0-9]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^(?!.{64})[a-z]([a-z0-9-]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"^(?!.{64})[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,253}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretKey();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,252}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();
}
