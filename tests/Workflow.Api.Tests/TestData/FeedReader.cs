using System.Net.ServerSentEvents;
using System.Text.Json;
using Workflow.Jobs.Json;
using Workflow.Jobs.Logs;

namespace Workflow.Api.Tests.TestData;

/// <summary>A client of a run's feed that goes on where it stopped, as browsers do.</summary>
internal sealed class FeedReader(RunningServer server, string run)
{
    private string? _last;

    /// <summary>Everything that was received, in order.</summary>
    public List<FeedItem> Items { get; } = [];

    /// <summary>The last event, once it has come.</summary>
    public JsonElement? End { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Connects and reads, then leaves in the middle of the stream.</summary>
    /// <param name="most">Items to read at most.</param>
    /// <param name="byAddress">Whether the address tells what is known already, rather than the header.</param>
    public async Task ReadAsync(int most, bool byAddress = false)
    {
        string address = $"/api/v1/runs/{run}/feed{(byAddress && _last is not null ? $"?after={_last}" : string.Empty)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        if (!byAddress && _last is not null) request.Headers.Add("Last-Event-ID", _last);
        using HttpResponseMessage response = await server.Anybody.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        await using Stream stream = await response.Content.ReadAsStreamAsync(Cancel);
        await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            if (item.EventType == "end")
            {
                End = JsonDocument.Parse(item.Data).RootElement;
                return;
            }

            FeedItem read = JobsJson.Read<FeedItem>(item.Data);
            Assert.Equal(item.EventId, $"{read.Sequence}");
            Assert.Equal(item.EventType, read.IsLog ? "log" : "event");
            Items.Add(read);
            _last = item.EventId;
            if (--most == 0) return;
        }
    }
}
