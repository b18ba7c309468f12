using System.Globalization;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>How much of an upload a registry has, by the header Range of its answers: <c>0-1023</c>.</summary>
internal static class UploadRange
{
    /// <summary>How many bytes it has; null where it does not say. Nothing and one byte look alike: 0.</summary>
    public static long? Read(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Range", out System.Net.Http.Headers.HeaderStringValues values)) return null;
        string text = values.ToString();
        ReadOnlySpan<char> range = text.AsSpan(text.StartsWith("bytes=", StringComparison.Ordinal) ? 6 : 0);
        if (!range.StartsWith("0-") || !long.TryParse(range[2..], NumberStyles.None, CultureInfo.InvariantCulture, out long last)) return null;
        return last is 0 or long.MaxValue ? 0 : last + 1;
    }
}
