using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A request whose body is sent while its answer is read. The framework's own client reads nothing before all is sent.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly TcpClient _connection;
    private readonly StreamReader _answer;

    private Conversation(TcpClient connection)
    {
        _connection = connection;
        _answer = new StreamReader(connection.GetStream());
    }

    /// <summary>Begins a request.</summary>
    public static async Task<Conversation> BeginAsync(Uri address, string path, string type)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var conversation = new Conversation(connection);
        await conversation.WriteAsync($"POST /{path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n");
        return conversation;
    }

    /// <summary>Sends a piece of the body.</summary>
    public Task SendAsync(string text) => WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    /// <summary>Sends no more.</summary>
    public Task EndAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>The next line of the answer, of those that HTTP puts between too.</summary>
    public async Task<string> ReadLineAsync() =>
        await _answer.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException("the connection was closed");

    public void Dispose()
    {
        _answer.Dispose();
        _connection.Dispose();
    }

    private Task WriteAsync(string text) => _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken).AsTask();
}
