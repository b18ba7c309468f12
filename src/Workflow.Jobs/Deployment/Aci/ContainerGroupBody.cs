using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>The body of the request that creates or updates a container group. Equal specifications give equal bytes.</summary>
public static class ContainerGroupBody
{
    /// <summary>Name of the one container.</summary>
    public const string Container = "scorer";

    /// <summary>Writes the body, secrets included: it is for the request alone.</summary>
    /// <param name="spec">A valid specification.</param>
    /// <param name="since">Time up to which events are those of an earlier revision; null where there is none.</param>
    public static byte[] Write(ContainerGroupSpec spec, DateTimeOffset? since = null) => JobsJson.WriteWireUtf8(Body(spec, since));

    /// <summary>Hash of a specification. Everybody may read it, so no secret's value is in it.</summary>
    public static string HashOf(ContainerGroupSpec spec) =>
        Sha256Hex.Of(Encoding.UTF8.GetBytes($"{Group(spec, showSecrets: false, Ownership(spec)).ToJsonString()}\n{spec.SecretsRevision}"));

    private static JsonObject Body(ContainerGroupSpec spec, DateTimeOffset? since)
    {
        JsonObject tags = Ownership(spec);
        tags[ContainerGroupTags.Specification] = HashOf(spec);
        if (since is { } time) tags[ContainerGroupTags.Since] = time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return Group(spec, showSecrets: true, tags);
    }

    private static JsonObject Ownership(ContainerGroupSpec spec) => new()
    {
        [ContainerGroupTags.Home] = spec.Owner.Home,
        [ContainerGroupTags.Endpoint] = spec.Owner.Endpoint,
        [ContainerGroupTags.Version] = spec.Version,
        [ContainerGroupTags.Image] = spec.ImageDigest,
    };

    private static JsonObject Group(ContainerGroupSpec spec, bool showSecrets, JsonObject tags)
    {
        var group = new JsonObject { ["location"] = spec.Region, ["tags"] = tags };
        if (spec.Identity is { } identity)
            group["identity"] = new JsonObject { ["type"] = "UserAssigned", ["userAssignedIdentities"] = new JsonObject { [identity] = new JsonObject() } };
        group["properties"] = Properties(spec, showSecrets);
        return group;
    }

    private static JsonObject Properties(ContainerGroupSpec spec, bool showSecrets)
    {
        var properties = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = Container, ["properties"] = ContainerProperties(spec, showSecrets) }),
            ["osType"] = "Linux",
            ["restartPolicy"] = spec.RestartPolicy.ToString(),
            ["ipAddress"] = Address(spec),
        };
        if (spec.Subnet is { } subnet) properties["subnetIds"] = new JsonArray(new JsonObject { ["id"] = subnet });
        if (spec.Registry is { } registry) properties["imageRegistryCredentials"] = new JsonArray(Access(registry, showSecrets));
        return properties;
    }

    private static JsonObject ContainerProperties(ContainerGroupSpec spec, bool showSecrets)
    {
        var properties = new JsonObject
        {
            ["image"] = spec.Image,
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = spec.Cpu, ["memoryInGB"] = spec.MemoryInGB } },
            ["ports"] = Ports(spec),
        };
        if (spec.Command.Count > 0) properties["command"] = new JsonArray([.. spec.Command.Select(part => JsonValue.Create(part))]);
        JsonArray variables = Variables(spec, showSecrets);
        if (variables.Count > 0) properties["environmentVariables"] = variables;
        if (spec.Liveness is { } liveness) properties["livenessProbe"] = Probe(liveness);
        if (spec.Readiness is { } readiness) properties["readinessProbe"] = Probe(readiness);
        return properties;
    }

    private static JsonObject Address(ContainerGroupSpec spec)
    {
        var address = new JsonObject { ["type"] = spec.AddressKind.ToString(), ["ports"] = Ports(spec) };
        if (spec.DnsNameLabel is { } label) address["dnsNameLabel"] = label;
        return address;
    }

    private static JsonArray Ports(ContainerGroupSpec spec) =>
        new([.. spec.Ports.Order().Select(port => new JsonObject { ["port"] = port, ["protocol"] = "TCP" })]);

    private static JsonObject Access(RegistryAccess registry, bool showSecrets) => registry switch
    {
        RegistryAccess.ManagedIdentity managed => new JsonObject { ["server"] = managed.Server, ["identity"] = managed.Identity },
        RegistryAccess.Password password => new JsonObject
        {
            ["server"] = password.Server,
            ["username"] = password.Username,
            ["password"] = showSecrets ? password.Secret.Reveal() : string.Empty,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(registry), registry, "unknown"),
    };

    private static JsonArray Variables(ContainerGroupSpec spec, bool showSecrets) => new(
    [
        .. spec.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => new JsonObject { ["name"] = variable.Key, ["value"] = variable.Value }),
        .. spec.SecureEnvironment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => new JsonObject { ["name"] = variable.Key, ["secureValue"] = showSecrets ? variable.Value.Reveal() : string.Empty }),
    ]);

    private static JsonObject Probe(HttpProbe probe) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = probe.Path, ["port"] = probe.Port, ["scheme"] = "http" },
        ["initialDelaySeconds"] = probe.InitialDelaySeconds,
        ["periodSeconds"] = probe.PeriodSeconds,
        ["timeoutSeconds"] = probe.TimeoutSeconds,
        ["failureThreshold"] = probe.FailureThreshold,
    };
}
