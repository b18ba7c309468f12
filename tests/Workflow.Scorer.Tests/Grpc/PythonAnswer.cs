using System.Text.Json;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>How a call ended, as the client saw it.</summary>
/// <param name="Code">Name of its status.</param>
/// <param name="Details">The status' message.</param>
/// <param name="Responses">The messages that came.</param>
/// <param name="Headers">What came in front of them.</param>
internal sealed record PythonAnswer(string Code, string Details, JsonElement[] Responses, Dictionary<string, string> Headers)
{
    /// <summary>The only message of a call that was answered.</summary>
    public JsonElement Only
    {
        get
        {
            Assert.True(Code == "OK", $"{Code}: {Details}");
            return Assert.Single(Responses);
        }
    }
}
