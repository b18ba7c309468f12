using System.Globalization;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>What Azure allows of a container group. Checked before anything is sent, and told all at once.</summary>
public static partial class ContainerGroupRules
{
    private const decimal LeastCpu = 0.1m;
    private const decimal MostCpu = 31;
    private const decimal LeastMemory = 0.1m;
    private const decimal MostMemory = 240;
    private const int MostPorts = 5;
    private const int LongestTag = 256;
    private const string IdentityPart = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";

    /// <summary>Refuses a specification that Azure would not take.</summary>
    /// <exception cref="AciException">It is not valid; the message names every problem, with the value and what is allowed.</exception>
    public static void Require(ContainerGroupSpec spec)
    {
        IReadOnlyList<string> problems = Problems(spec);
        if (problems.Count > 0) throw new AciException($"the {spec.Address} cannot be deployed:\n{string.Join('\n', problems)}");
    }

    /// <summary>Refuses an address that is none: names become parts of paths.</summary>
    /// <exception cref="AciException">It is not valid.</exception>
    public static void Require(ContainerGroupAddress address)
    {
        string[] problems = [.. Address(address)];
        if (problems.Length > 0) throw new AciException($"the {address} cannot be asked for:\n{string.Join('\n', problems)}");
    }

    /// <summary>Everything that is wrong with a specification; empty where nothing is.</summary>
    public static IReadOnlyList<string> Problems(ContainerGroupSpec spec) =>
    [
        .. Address(spec.Address), .. Origin(spec), .. Size(spec), .. Network(spec), .. Access(spec), .. Variables(spec),
        .. Probe("liveness", spec.Liveness), .. Probe("readiness", spec.Readiness), .. Tags(spec),
    ];

    private static IEnumerable<string> Address(ContainerGroupAddress address)
    {
        (string subscription, string resourceGroup, string name) = address;
        if (!Guid.TryParseExact(subscription, "D", out _))
            yield return $"subscription '{subscription}': an id such as 00000000-0000-0000-0000-000000000000 is needed (az account show)";
        if (!ResourceGroupName().IsMatch(resourceGroup))
            yield return $"resource group '{resourceGroup}': letters, digits, '_', '-', '.' and parentheses are allowed, at most 90, no '.' at the end";
        if (!GroupName().IsMatch(name))
            yield return $"name '{name}': lower-case letters, digits and single hyphens between them are allowed, at most 63";
    }

    private static IEnumerable<string> Origin(ContainerGroupSpec spec)
    {
        if (!RegionName().IsMatch(spec.Region))
            yield return $"region '{spec.Region}': lower-case letters and digits are needed, such as westeurope (az account list-locations -o table)";
        if (!PinnedImageName.IsValid(spec.Image)) yield return PinnedImageName.Problem(spec.Image);
    }

    private static IEnumerable<string> Size(ContainerGroupSpec spec)
    {
        if (spec.Cpu is < LeastCpu or > MostCpu) yield return Invariant($"cpu {spec.Cpu}: {LeastCpu} to {MostCpu} is allowed");
        if (spec.MemoryInGB is < LeastMemory or > MostMemory) yield return Invariant($"memory {spec.MemoryInGB} GB: {LeastMemory} to {MostMemory} is allowed");
        else if (spec.MemoryInGB * 10 % 1 != 0)
            yield return Invariant($"memory {spec.MemoryInGB} GB: tenths of a GB are allowed, such as {Math.Ceiling(spec.MemoryInGB * 10) / 10}");
    }

    private static IEnumerable<string> Network(ContainerGroupSpec spec)
    {
        if (spec.Ports.Count is 0 or > MostPorts) yield return Invariant($"ports: 1 to {MostPorts} are allowed, there are {spec.Ports.Count}");
        foreach (int port in spec.Ports.Where(port => !IsPort(port))) yield return Invariant($"port {port}: 1 to 65535 is allowed");
        if (spec.Ports.Distinct().Count() < spec.Ports.Count) yield return "ports: each may be named once";
        if (spec.DnsNameLabel is { } label && !DnsLabel().IsMatch(label))
            yield return $"DNS name label '{label}': 5 to 63 lower-case letters, digits and hyphens are allowed, a letter first, no hyphen at the end";
        bool isPrivate = spec.AddressKind == AddressKind.Private;
        if (isPrivate && spec.DnsNameLabel is not null)
            yield return $"DNS name label '{spec.DnsNameLabel}': a private address has no public name; leave it out";
        if (isPrivate && spec.Subnet is null)
            yield return "subnet: a private address needs the resource id of a subnet that is delegated to Microsoft.ContainerInstance/containerGroups";
        if (!isPrivate && spec.Subnet is { } subnet)
            yield return $"subnet '{subnet}': a public address is in no subnet; leave it out, or make the address private";
    }

    private static IEnumerable<string> Access(ContainerGroupSpec spec)
    {
        if (spec.Identity is { } identity && !IsIdentity(identity)) yield return NoIdentity("identity", identity);
        if (spec.Registry is not { } registry) yield break;
        string host = spec.Image.Split('/')[0];
        if (registry.Server != host) yield return $"registry '{registry.Server}': the image is in {host}, so access to {host} is needed";
        if (registry is RegistryAccess.ManagedIdentity managed)
        {
            if (!IsIdentity(managed.Identity)) yield return NoIdentity("identity of the registry", managed.Identity);
            else if (!string.Equals(managed.Identity, spec.Identity, StringComparison.OrdinalIgnoreCase))
                yield return $"identity of the registry '{managed.Identity}': the group must have this identity too";
        }

        if (registry is RegistryAccess.Password { Username.Length: 0 }) yield return $"registry '{registry.Server}': a user name is needed";
        if (registry is RegistryAccess.Password { Secret.IsEmpty: true }) yield return $"registry '{registry.Server}': the password is empty";
    }

    private static IEnumerable<string> Variables(ContainerGroupSpec spec)
    {
        foreach (string name in spec.Environment.Keys.Concat(spec.SecureEnvironment.Keys).Where(name => !VariableName().IsMatch(name)))
            yield return $"environment variable '{name}': letters, digits and '_' are allowed, no digit first, at most 63";
        foreach (string name in spec.Environment.Keys.Intersect(spec.SecureEnvironment.Keys, StringComparer.Ordinal))
            yield return $"environment variable '{name}': it is plain and secure at once; keep one";
    }

    private static IEnumerable<string> Probe(string which, HttpProbe? probe)
    {
        if (probe is null) yield break;
        if (!probe.Path.StartsWith('/')) yield return $"{which} probe: path '{probe.Path}' must begin with '/'";
        if (!IsPort(probe.Port)) yield return Invariant($"{which} probe: port {probe.Port}: 1 to 65535 is allowed");
        if (probe.InitialDelaySeconds < 0) yield return Invariant($"{which} probe: initial delay {probe.InitialDelaySeconds} s: 0 or more is allowed");
        if (Math.Min(Math.Min(probe.PeriodSeconds, probe.TimeoutSeconds), probe.FailureThreshold) < 1)
            yield return $"{which} probe: period, timeout and failure threshold must be 1 or more";
    }

    private static IEnumerable<string> Tags(ContainerGroupSpec spec)
    {
        (string Name, string Value)[] tags =
            [(ContainerGroupTags.Home, spec.Owner.Home), (ContainerGroupTags.Endpoint, spec.Owner.Endpoint), (ContainerGroupTags.Version, spec.Version)];
        return tags.Where(tag => tag.Value.Length is 0 or > LongestTag)
            .Select(tag => Invariant($"tag {tag.Name}: 1 to {LongestTag} characters are allowed, there are {tag.Value.Length}"));
    }

    private static bool IsPort(int port) => port is > 0 and <= ushort.MaxValue;

    private static bool IsIdentity(string text) =>
        text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) && text.Contains(IdentityPart, StringComparison.OrdinalIgnoreCase);

    private static string NoIdentity(string what, string text) =>
        $"{what} '{text}': the resource id of a user-assigned identity is needed, /subscriptions/.../resourceGroups/...{IdentityPart}NAME (az identity show --query id)";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z0-9_().-]{0,89}[A-Za-z0-9_()-]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceGroupName();

    [GeneratedRegex(@"^(?!.{64})[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupName();

    [GeneratedRegex(@"^[a-z][a-z0-9]{2,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{3,61}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();
}
