using System.Text.Json;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Endpoints;

public sealed class StatusEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Status_OfTheServer_TellsWhatItIsAndWhatItServes()
    {
        JsonElement status = await shared.Server.ReadAsync("/api/v1/status");
        var expected = new { product = "Workflow", release = "0.1.0", database = "SQLite", home = shared.Server.Folder.Home, pipelines = shared.Server.Folder.PipelinesFile };
        Assert.Equal(JsonSerializer.Serialize(expected), status.GetRawText());
    }
}
