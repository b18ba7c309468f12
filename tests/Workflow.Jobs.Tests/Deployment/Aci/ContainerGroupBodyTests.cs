using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupBodyTests
{
    private const string Identity = $"/subscriptions/{ArmStandIn.Subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller";

    [Fact]
    public void Write_Specification_IsTheBodyThatAzureTakes()
    {
        ContainerGroupSpec spec = TestGroups.Spec with { Ports = [9090], SecureEnvironment = new Dictionary<string, SecretText>(StringComparer.Ordinal), Readiness = null };
        string expected = $$"""
            {
              "location": "westeurope",
              "tags": {
                "workflow.home": "0123456789abcdef", "workflow.endpoint": "hydraulic-cooling-prod", "workflow.version": "hydraulic-cooling@7",
                "workflow.image": "sha256:{{new string('a', 64)}}", "workflow.spec": "{{ContainerGroupBody.HashOf(spec)}}", "workflow.since": "2026-03-01T08:00:00.0000000Z"
              },
              "properties": {
                "containers": [{
                  "name": "scorer",
                  "properties": {
                    "image": "team.azurecr.io/hydraulic-cooling@sha256:{{new string('a', 64)}}",
                    "resources": {"requests": {"cpu": 0.5, "memoryInGB": 1.5} },
                    "ports": [{"port": 9090, "protocol": "TCP"}],
                    "command": ["/scorer", "--quiet"],
                    "environmentVariables": [{"name": "LOG_LEVEL", "value": "info"}],
                    "livenessProbe": {
                      "httpGet": {"path": "/health/live", "port": 9090, "scheme": "http"},
                      "initialDelaySeconds": 2, "periodSeconds": 5, "timeoutSeconds": 2, "failureThreshold": 3
                    }
                  }
                }],
                "osType": "Linux",
                "restartPolicy": "Always",
                "ipAddress": {"type": "Public", "ports": [{"port": 9090, "protocol": "TCP"}], "dnsNameLabel": "hydraulic-cooling"},
                "imageRegistryCredentials": [{"server": "team.azurecr.io", "username": "puller", "password": "{{TestGroups.Password}}"}]
              }
            }
            """;
        string written = Encoding.UTF8.GetString(ContainerGroupBody.Write(spec, new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)));
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(written)!.ToJsonString());
    }

    [Fact]
    public void Write_AnySpecification_IsDeterministicAndKeepsItsParts() => Properties.Hold(Specs(), spec =>
    {
        byte[] body = ContainerGroupBody.Write(spec);
        Assert.Equal(body, ContainerGroupBody.Write(Shuffled(spec)));
        JsonNode json = JsonNode.Parse(body)!;
        JsonNode container = json["properties"]!["containers"]![0]!["properties"]!;
        Assert.Equal(spec.Image, container["image"]!.GetValue<string>());
        Assert.Equal(spec.Cpu, container["resources"]!["requests"]!["cpu"]!.GetValue<decimal>());
        Assert.Equal(spec.Environment.Count + spec.SecureEnvironment.Count, container["environmentVariables"]?.AsArray().Count ?? 0);
        Assert.True(spec.Owner.Owns(json["tags"]!.AsObject().ToDictionary(tag => tag.Key, tag => tag.Value!.GetValue<string>(), StringComparer.Ordinal)));
        Assert.Empty(ContainerGroupRules.Problems(spec));
    });

    [Fact]
    public async Task Write_AnySpecification_IsValidAgainstAzuresSchema()
    {
        var schema = await ContainerGroupSchema.FindAsync();
        Assert.SkipWhen(schema is null, $"missing here: {ContainerGroupSchema.Needed}");
        Assert.NotEmpty(schema.Validate("""{"properties": {"containers": [], "osType": "Linux", "unknown": 1}}"""));
        Properties.Hold(Specs(), spec => Assert.Empty(
            schema.Validate(Encoding.UTF8.GetString(ContainerGroupBody.Write(spec, DateTimeOffset.UnixEpoch))).Select(error => $"{error.Path}: {error.Kind}")));
    }

    [Fact]
    public void HashOf_AnotherSetting_IsAnother()
    {
        ContainerGroupSpec spec = TestGroups.Spec;
        ContainerGroupSpec[] others =
        [
            spec with { Image = TestGroups.ImageOf('b') }, spec with { Cpu = 1 }, spec with { Ports = [9090] }, spec with { DnsNameLabel = null }, spec with { Command = [] },
            spec with { Version = "hydraulic-cooling@8" }, spec with { SecretsRevision = "2" }, spec with { Liveness = null }, spec with { Registry = null },
            spec with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) },
        ];
        Assert.Equal(others.Length + 1, others.Append(spec).Select(ContainerGroupBody.HashOf).Distinct(StringComparer.Ordinal).Count());
    }

    // Tags are for everybody to read: from a hash with a short secret in it, the secret could be found.
    [Fact]
    public void HashOf_AnotherSecret_IsTheSame() => Assert.Equal(
        ContainerGroupBody.HashOf(TestGroups.Spec),
        ContainerGroupBody.HashOf(TestGroups.Spec with
        {
            Registry = new RegistryAccess.Password("team.azurecr.io", "puller", new SecretText("another")),
            SecureEnvironment = new Dictionary<string, SecretText>(StringComparer.Ordinal) { ["API_KEY"] = new("another") },
        }));

    private static ContainerGroupSpec Shuffled(ContainerGroupSpec spec) => spec with
    {
        Ports = [.. spec.Ports.Reverse()],
        Environment = spec.Environment.Reverse().ToDictionary(StringComparer.Ordinal),
        SecureEnvironment = spec.SecureEnvironment.Reverse().ToDictionary(StringComparer.Ordinal),
    };

    private static Gen<ContainerGroupSpec> Specs() =>
        from cpu in Gen.Choose(1, 310)
        from memory in Gen.Choose(1, 2400)
        from ports in Gen.SubListOf(9090, 9091, 9092, 80).Where(ports => ports.Count > 0)
        from isPrivate in Gen.Elements(true, false)
        from label in Gen.Elements(null, "label", "another-label")
        from policy in Gen.Elements(Enum.GetValues<RestartPolicy>())
        from access in Gen.Choose(0, 2)
        from plain in Gen.SubListOf("A", "B_2", "_C", "LONG_NAME")
        from secure in Gen.SubListOf("S1", "S2", "S3")
        from value in Gen.Elements(string.Empty, "x", "\"quoted\" \\ and ünïcode \n", "{}")
        from probes in Gen.Choose(0, 3)
        from command in Gen.ArrayOf(Gen.Elements("/scorer", "--flag", "a b"))
        select TestGroups.Spec with
        {
            Cpu = cpu / 10m,
            MemoryInGB = memory / 10m,
            Ports = [.. ports],
            AddressKind = isPrivate ? AddressKind.Private : AddressKind.Public,
            DnsNameLabel = isPrivate ? null : label,
            Subnet = isPrivate ? "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/a" : null,
            RestartPolicy = policy,
            Identity = access == 1 ? Identity : null,
            Registry = access switch
            {
                0 => null,
                1 => new RegistryAccess.ManagedIdentity("team.azurecr.io", Identity),
                _ => new RegistryAccess.Password("team.azurecr.io", "puller", new SecretText("p" + value)),
            },
            Environment = plain.ToDictionary(name => name, _ => value, StringComparer.Ordinal),
            SecureEnvironment = secure.ToDictionary(name => name, _ => new SecretText(value), StringComparer.Ordinal),
            Liveness = (probes & 1) == 0 ? null : HttpProbe.Live(9090),
            Readiness = (probes & 2) == 0 ? null : HttpProbe.Ready(9090),
            Command = command,
        };
}
