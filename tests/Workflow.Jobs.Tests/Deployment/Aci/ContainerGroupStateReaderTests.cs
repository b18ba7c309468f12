using System.Text.Json;
using Workflow.Jobs.Deployment.Aci;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupStateReaderTests
{
    private const string Document = """
        {
          "name": "a-group",
          "location": "westeurope",
          "tags": {"workflow.spec": "abc", "workflow.since": "2026-03-01T08:00:05Z"},
          "properties": {
            "provisioningState": "Succeeded",
            "restartPolicy": "OnFailure",
            "ipAddress": {"type": "Public", "ip": "203.0.113.7", "fqdn": "a.westeurope.azurecontainer.io", "ports": [{"port": 9090}]},
            "containers": [{
              "name": "scorer",
              "properties": {
                "image": "team.azurecr.io/model@sha256:1",
                "livenessProbe": {"httpGet": {"port": 9090}, "failureThreshold": 4},
                "readinessProbe": {"httpGet": {"port": 9090}, "failureThreshold": 2},
                "instanceView": {
                  "restartCount": 3,
                  "currentState": {"state": "Running", "startTime": "2026-03-01T08:02:00Z", "detailStatus": ""},
                  "previousState": {"state": "Terminated", "exitCode": 3, "detailStatus": "Error", "startTime": "2026-03-01T08:01:00Z", "finishTime": "2026-03-01T08:01:30Z"},
                  "events": [{"name": "Pulled", "message": "Successfully pulled", "count": 2, "firstTimestamp": "2026-03-01T08:00:10Z", "lastTimestamp": "2026-03-01T08:00:20Z", "type": "Normal"}]
                }
              }
            }],
            "instanceView": {"state": "Running", "events": [{"name": "Odd", "message": "m"}]}
          }
        }
        """;

    [Fact]
    public void Read_WholeGroup_HasEverything()
    {
        ContainerGroupState group = Read(Document);
        Assert.Equal(("a-group", "Succeeded", "Running", "203.0.113.7", "a.westeurope.azurecontainer.io"), (group.Name, group.ProvisioningState, group.State, group.Ip, group.Fqdn));
        Assert.Equal(("abc", RestartPolicy.OnFailure, 4, 3), (group.SpecHash, group.RestartPolicy, group.ProbeThreshold, group.RestartCount));
        ContainerState container = Assert.Single(group.Containers);
        Assert.Equal(new ContainerPhase("Running", string.Empty, null, At(8, 2, 0), null), container.Current);
        Assert.Equal(new ContainerPhase("Terminated", "Error", 3, At(8, 1, 0), At(8, 1, 30)), container.Previous);
        Assert.Equal([new ContainerEvent("Pulled", "Successfully pulled", 2, At(8, 0, 20))], container.Events);
        Assert.Equal([new ContainerEvent("Odd", "m", 1, null)], group.Events);
        Assert.Equal((At(8, 0, 5), At(8, 2, 0)), (group.Since, group.LastTime));
        Assert.True(group.IsRunning);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": "a", "tags": null, "properties": null}""")]
    [InlineData("""{"properties": {"containers": [{}], "instanceView": null, "ipAddress": {}}}""")]
    [InlineData("""{"properties": {"containers": null, "provisioningState": 5}}""")]
    public void Read_WhatAzureLeavesOut_IsEmpty(string document)
    {
        ContainerGroupState group = Read(document);
        Assert.Equal((string.Empty, string.Empty, null), (group.ProvisioningState, group.State, group.LastTime));
        Assert.False(group.IsRunning);
        Assert.Null(ContainerGroupDiagnosis.OfState(group));
    }

    private static DateTimeOffset At(int hour, int minute, int second) => new(2026, 3, 1, hour, minute, second, TimeSpan.Zero);

    private static ContainerGroupState Read(string document) => ContainerGroupStateReader.Read(JsonSerializer.Deserialize<JsonElement>(document));
}
