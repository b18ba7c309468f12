using System.Text;
using System.Text.Json;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>What holds for every answer, whatever was asked.</summary>
internal static class FuzzChecks
{
    // The blocks of rows, the answer's buffers, and a first buffer for a body whose length nobody tells.
    private const long MostBytes = 2 << 20;
    private const int MostBytesPerByte = 40;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly int[] Refusals = [400, 401, 404, 405, 413, 415, 501];
    private static readonly string[] Insides = ["   at ", "Exception", "Workflow.Scor", "System."];

    /// <summary>Looks at an answer by HTTP.</summary>
    /// <returns>Whether the request was accepted.</returns>
    public static bool Check(FuzzRequest request, FuzzAnswer answer, string which)
    {
        try
        {
            Assert.InRange(answer.AllocatedBytes, 0, MostBytes + ((long)MostBytesPerByte * request.Body.Length));
            return Check(answer);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{which}: {request}\n-> status {answer.Status}{(answer.IsBroken ? ", broken off" : string.Empty)}, {answer.AllocatedBytes} bytes allocated, {Encoding.UTF8.GetString(answer.Body)}", failure);
        }
    }

    /// <summary>Looks at an answer by HTTP.</summary>
    /// <returns>Whether the request was accepted.</returns>
    public static bool Check(FuzzAnswer answer)
    {
        string text = Strict.GetString(answer.Body), type = answer.Headers.ContentType.ToString();
        bool isAccepted = answer.Status is 200 or 204;
        Assert.True(isAccepted || Refusals.Contains(answer.Status), $"status {answer.Status}");
        if (!isAccepted) CheckProblem(answer.Status, type, text);
        else if (answer.Status == 204) Assert.Empty(text);
        else if (answer.IsBroken) CheckBreak(type, text);
        else FuzzFormats.Check(type, text);
        return isAccepted && !answer.IsBroken;
    }

    /// <summary>Looks for what no answer may show.</summary>
    public static void CheckInsides(string text) => Assert.All(Insides, inside => Assert.DoesNotContain(inside, text, StringComparison.Ordinal));

    private static void CheckProblem(int status, string type, string text)
    {
        Assert.Equal("application/problem+json", type);
        CheckInsides(text);
        Assert.InRange(text.Length, 1, 64 << 10);
        using JsonDocument json = JsonDocument.Parse(text, FuzzFormats.Strict);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.RootElement.GetProperty("title").GetString()!);
        Assert.NotEmpty(json.RootElement.GetProperty("detail").GetString()!);
        Assert.Equal(status == 400, json.RootElement.TryGetProperty("errors", out JsonElement errors));
        if (status == 400) Assert.InRange(errors.GetArrayLength(), 1, 100);
    }

    // Only what is answered while it comes may begin and not end; it says why in its last line.
    private static void CheckBreak(string type, string text)
    {
        Assert.Contains(type, (string[])["text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8", "application/x-ndjson", "application/json"]);
        Assert.Contains("the answer ends here: ", text, StringComparison.Ordinal);
    }
}
