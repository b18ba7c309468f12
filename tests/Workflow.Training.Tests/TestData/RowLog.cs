using System.Numerics;
using Workflow.Training.Recipes.SensorArchives;

namespace Workflow.Training.Tests.TestData;

/// <summary>Keeps every sample of every row as an exact fraction.</summary>
internal sealed class RowLog : IRowSink
{
    private List<Rational> _row = [];

    public List<List<Rational>> Rows { get; } = [];

    public void AddShort(uint mantissa, int decimals) => Add(mantissa, decimals);

    public void Add(DecimalNumber number) => Add(number.Mantissa, number.Decimals);

    public void EndRow(int samples)
    {
        Assert.Equal(_row.Count, samples);
        Rows.Add(_row);
        _row = [];
    }

    private void Add(long mantissa, int decimals) => _row.Add(new Rational(mantissa, BigInteger.Pow(10, decimals)));
}
