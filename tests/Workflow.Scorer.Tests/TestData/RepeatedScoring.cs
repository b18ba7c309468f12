using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Sends one row over and over, and reads the answers meanwhile: neither is held in memory.</summary>
internal sealed class RepeatedScoring(Uri address, string type, byte[] header, byte[] row, long rows) : IDisposable
{
    private const int RowsPerPiece = 32;

    private readonly TcpClient _connection = new();

    /// <summary>Sends all rows.</summary>
    /// <returns>How many lines the answer has.</returns>
    public async Task<long> CountLinesAsync()
    {
        await _connection.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        Task sending = Task.Run(SendAsync, TestContext.Current.CancellationToken);
        long lines = 0;
        using var answer = new StreamReader(_connection.GetStream());
        while (await answer.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
        }

        while (await answer.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            // Not those that stand between chunks.
            if (line.StartsWith('{') || line.Contains(',', StringComparison.Ordinal)) lines++;
        }

        await sending;
        return lines;
    }

    public void Dispose() => _connection.Dispose();

    private async Task SendAsync()
    {
        Stream stream = _connection.GetStream();
        string length = string.Create(CultureInfo.InvariantCulture, $"{header.Length + (rows * row.Length)}");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"POST /model/score HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(header);
        byte[] piece = [.. Enumerable.Repeat(row, RowsPerPiece).SelectMany(bytes => bytes)];
        for (long sent = 0; sent < rows; sent += RowsPerPiece)
        {
            int count = (int)Math.Min(RowsPerPiece, rows - sent);
            await stream.WriteAsync(piece.AsMemory(0, count * row.Length));
        }
    }
}
