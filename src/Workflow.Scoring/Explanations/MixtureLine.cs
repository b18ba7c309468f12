using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>
/// The straight line from one place to another in the margins of a mixture's members, and the mixture's mean slopes on it.
/// </summary>
/// <remarks>
/// With logarithms L i c of the probability of class c in member i, and M c that of their weighted mean, the slope of M c by the member's margin k is
/// s i c ([c = k] - p i k), where the share s i c is weight i times e^(L i c - M c). Along the line all of it changes as fast as the margins do, so
/// Gauss and Legendre's rule with eight points is exact to 1e-8 on a piece on which no margin goes further than 2 against another of its member, and no logarithm against another of its class. Where
/// one class leads in a member, or one member in a class, by so much that the others are lost in a double's last digit, nothing changes however far the
/// margins go: such a piece may be as long as it likes. Pieces are halved until that is so.
/// </remarks>
internal readonly ref struct MixtureLine
{
    private const double LongestPiece = 2;

    // e^-40 is lost beside 1; the rest is for what a member's logarithms bend on a piece.
    private const double LostLead = 45;

    // Only files that no training writes need more pieces, or shorter ones.
    private const int MostHalvings = 1 << 14;
    private const int MostDepth = 60;

    private static readonly (double At, double Weight)[] Rule = PointsOf(new QuadratureRule(8));

    private readonly MixtureModel _model;
    private readonly int _members, _margins, _classes;
    private readonly Span<double> _from, _way, _furthest, _at, _logarithms, _atEnd, _probabilities, _ofClass;

    /// <summary>Prepares a line.</summary>
    /// <param name="model">The mixture.</param>
    /// <param name="scratch">Room for <see cref="ScratchLength"/> numbers.</param>
    public MixtureLine(MixtureModel model, Span<double> scratch)
    {
        _model = model;
        (_members, _margins) = (model.Members.Count, model.MarginCount);
        _classes = LogProbabilities.ClassCount(_margins);
        _from = Next(ref scratch, _members * _margins);
        _way = Next(ref scratch, _members * _margins);
        _furthest = Next(ref scratch, _members);
        _at = Next(ref scratch, _margins);
        _logarithms = Next(ref scratch, _members * _classes);
        _atEnd = Next(ref scratch, _members * _classes);
        _probabilities = Next(ref scratch, _members * _classes);
        _ofClass = Next(ref scratch, Math.Max(_members, _classes));
    }

    /// <summary>Numbers of scratch that a line needs.</summary>
    public static int ScratchLength(MixtureModel model)
    {
        int classes = LogProbabilities.ClassCount(model.MarginCount);
        return (model.Members.Count * ((2 * model.MarginCount) + (3 * classes) + 1)) + model.MarginCount + model.Members.Count + classes;
    }

    /// <summary>Says where a member's margin begins, and how far it goes.</summary>
    public void Set(int member, int margin, double from, double way)
    {
        _from[(member * _margins) + margin] = from;
        _way[(member * _margins) + margin] = way;
    }

    /// <summary>The mixture's margins at a place of the line, from 0 to 1. They stand until the next call.</summary>
    public Span<double> MarginsAt(double at)
    {
        LogarithmsAt(at, _logarithms);
        for (int c = 0; c < _classes; c++) _probabilities[c] = LogProbabilities.OfSum(OfClass(_logarithms, c));
        LogProbabilities.ToMargins(_probabilities[.._classes], _model.Scale, _at);
        return _at;
    }

    /// <summary>Adds the mean slopes before the mixture's scale: for each of its margins, by each member's margins.</summary>
    public void AddMeanSlopes(Span<double> slopes)
    {
        for (int i = 0; i < _members; i++) _furthest[i] = Furthest(_way.Slice(i * _margins, _margins));
        int halvings = 0;
        Add(0, 1, 0, ref halvings, slopes);
    }

    private void Add(double from, double to, int depth, ref int halvings, Span<double> slopes)
    {
        if (depth < MostDepth && halvings < MostHalvings && !IsSmooth(from, to))
        {
            halvings++;
            double middle = from + ((to - from) / 2);
            Add(from, middle, depth + 1, ref halvings, slopes);
            Add(middle, to, depth + 1, ref halvings, slopes);
            return;
        }

        foreach ((double at, double weight) in Rule) AddAt(from + (at * (to - from)), weight * (to - from), slopes);
    }

    private bool IsSmooth(double from, double to)
    {
        LogarithmsAt(from, _logarithms);
        LogarithmsAt(to, _atEnd);
        for (int i = 0; i < _members; i++)
        {
            bool isShort = !(_furthest[i] * (to - from) > LongestPiece);
            if (!isShort && !IsSettled(_logarithms.Slice(i * _classes, _classes), _atEnd.Slice(i * _classes, _classes))) return false;
        }

        for (int c = 0; c < _classes; c++)
        {
            if (!IsSettled(c)) return false;
        }

        return true;
    }

    // What leads is the same at both ends, and by so much that the rest is lost; what is linear, or bends downwards, leads between them too.
    private static bool IsSettled(ReadOnlySpan<double> begin, ReadOnlySpan<double> end)
    {
        int leader = 0;
        for (int c = 1; c < begin.Length; c++)
        {
            if (begin[c] > begin[leader]) leader = c;
        }

        for (int c = 0; c < begin.Length; c++)
        {
            if (c != leader && !(begin[leader] - begin[c] > LostLead && end[leader] - end[c] > LostLead)) return false;
        }

        return true;
    }

    // The members that count for a class at either end keep their distances.
    private bool IsSettled(int @class)
    {
        double atBegin = double.MinValue, atEnd = double.MinValue;
        for (int i = 0; i < _members; i++)
        {
            atBegin = Math.Max(atBegin, _logarithms[(i * _classes) + @class]);
            atEnd = Math.Max(atEnd, _atEnd[(i * _classes) + @class]);
        }

        double least = double.MaxValue, most = double.MinValue;
        for (int i = 0; i < _members; i++)
        {
            bool isLost = atBegin - _logarithms[(i * _classes) + @class] > LostLead && atEnd - _atEnd[(i * _classes) + @class] > LostLead;
            if (isLost) continue;
            double change = _atEnd[(i * _classes) + @class] - _logarithms[(i * _classes) + @class];
            (least, most) = (Math.Min(least, change), Math.Max(most, change));
        }

        return !(most - least > LongestPiece);
    }

    private void AddAt(double at, double weight, Span<double> slopes)
    {
        LogarithmsAt(at, _logarithms);
        for (int i = 0; i < _probabilities.Length; i++) _probabilities[i] = PortableMath.Exp(_logarithms[i] - _model.LogWeights[i / _classes]);
        for (int c = 0; c < _classes; c++)
        {
            double mean = LogProbabilities.OfSum(OfClass(_logarithms, c));
            for (int i = 0; i < _members; i++) AddShare(c, i, weight * PortableMath.Exp(_logarithms[(i * _classes) + c] - mean), slopes);
        }
    }

    private void AddShare(int @class, int member, double share, Span<double> slopes)
    {
        ReadOnlySpan<double> probabilities = _probabilities.Slice(member * _classes, _classes);
        if (_margins == 1)
        {
            // The margin is the second class's logarithm less the first one's, and only the second has a margin to move.
            slopes[member] += share * (@class == 1 ? probabilities[0] : probabilities[1]);
            return;
        }

        Span<double> own = slopes.Slice(((@class * _members) + member) * _margins, _margins);
        for (int k = 0; k < own.Length; k++) own[k] -= share * probabilities[k];
        own[@class] += share;
    }

    // Of weight times probability.
    private void LogarithmsAt(double at, Span<double> logarithms)
    {
        for (int i = 0; i < _members; i++)
        {
            for (int k = 0; k < _margins; k++) _at[k] = _from[(i * _margins) + k] + (at * _way[(i * _margins) + k]);
            Span<double> own = logarithms.Slice(i * _classes, _classes);
            LogProbabilities.Of(_at, own);
            for (int c = 0; c < _classes; c++) own[c] += _model.LogWeights[i];
        }
    }

    private ReadOnlySpan<double> OfClass(ReadOnlySpan<double> logarithms, int @class)
    {
        for (int i = 0; i < _members; i++) _ofClass[i] = logarithms[(i * _classes) + @class];
        return _ofClass[.._members];
    }

    // The furthest that one margin goes against another; one alone goes against nothing.
    private static double Furthest(ReadOnlySpan<double> way)
    {
        if (way.Length == 1) return Math.Abs(way[0]);
        double low = way[0], high = way[0];
        foreach (double one in way) (low, high) = (Math.Min(low, one), Math.Max(high, one));
        return high - low;
    }

    private static Span<double> Next(scoped ref Span<double> scratch, int count)
    {
        Span<double> taken = scratch[..count];
        scratch = scratch[count..];
        return taken;
    }

    private static (double At, double Weight)[] PointsOf(QuadratureRule rule) =>
        [.. rule.Points.Zip(rule.Weights).SelectMany(pair => Enumerable.Range(0, 4).Select(lane => (pair.First[lane], pair.Second[lane])))];
}
