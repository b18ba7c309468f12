using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Endpoints;

/// <summary>How much of a list is answered.</summary>
internal static class Paging
{
    /// <summary>The number of items to answer: what was asked for, within limits.</summary>
    /// <exception cref="BadHttpRequestException">It is no number.</exception>
    public static int Size(string? asked, int usual, int largest)
    {
        if (asked is null) return usual;
        if (int.TryParse(asked, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size)) return Math.Clamp(size, 1, largest);
        throw new BadHttpRequestException(string.Create(CultureInfo.InvariantCulture, $"limit: '{asked}' is no whole number from 1 to {largest}"));
    }
}
