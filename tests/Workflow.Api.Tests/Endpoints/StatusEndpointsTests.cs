using System.Text.Json;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Endpoints;

public sealed class StatusEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Status_OfTheServer_TellsProductReleaseDatabaseAndHome()
    {
        JsonElement status = await shared.Server.ReadAsync("/api/v1/status");
        Assert.Equal(
            JsonSerializer.Serialize(new { product = "Workflow", release = "0.1.0", database = "SQLite", home = shared.Server.Folder.Home }), status.GetRawText());
    }
}
