using System.Text;

namespace MsgStore.Mime.Tests.Oracle;

internal static partial class Corpus
{
    /// <summary>The messages made by hand.</summary>
    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        .. new[]
        {
            // RFC 5322 A.1.1, A.1.2, A.1.3: addresses, mailboxes, groups.
            """
            From: John Doe <jdoe@machine.example>
            To: Mary Smith <mary@example.net>
            Subject: Saying Hello
            Date: Fri, 21 Nov 1997 09:55:06 -0600
            Message-ID: <1234@local.machine.example>

            This is a message just to say hello.
            So, "Hello".

            """,
            """
            From: "Joe Q. Public" <john.q.public@example.com>
            To: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>
            Cc: <boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>
            Date: Tue, 1 Jul 2003 10:52:37 +0200

            Hi everyone.

            """,
            """
            From: Pete <pete@silly.example>
            To: A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;
            Cc: Undisclosed recipients:;
            Date: Thu, 13 Feb 1969 23:32:54 -0330

            Testing.

            """,
            // RFC 5322 A.5, A.6: blanks, comments, obsolete forms.
            """
            From: Pete(A nice \) chap) <pete(his account)@silly.test(his host)>
            To:A Group(Some people)
                 :Chris Jones <c@(Chris's host.)public.example>,
                     joe@example.org,
              John <jdoe@one.test> (my dear friend); (the end of the group)
            Cc:(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;
            Date: Thu,
                  13
                    Feb
                      1969
                  23:32
                           -0330 (Newfoundland Time)

            Testing.

            """,
            """
            From: Joe Q. Public <john.q.public@example.com>
            To: Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example
            Date: 21 Nov 97 09:55:06 GMT

            Testing.

            """,
            """
            From  : John Doe <jdoe@machine(comment).  example>
            To    : Mary Smith
              <mary@example.net>
            Subject     : Saying Hello
            Date  : Fri, 21 Nov 1997 09(comment):   55  :  06 -0600

            This is a message just to say hello.

            """,
            // RFC 2047 §8.
            """
            From: =?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.example>
            To: =?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?= <keld@dkuug.example>
            Cc: =?ISO-8859-1?Q?Andr=E9?= Pirard <PIRARD@vm1.example>
            Subject: =?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=
             =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=
            Comments: (=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=) =?ISO-8859-1?Q?a_?= b =?utf-8?Q?=C3?= =?utf-8?Q?=BC?=

            """,
            // RFC 2045 §5, RFC 2183, RFC 2231 §3, §4.
            """
            MIME-Version: 1.0 (produced by hand)
            Content-Type: message/external-body; access-type=URL;
             URL*0="ftp://";
             URL*1="cs.utk.example/pub/moore/bulk-mailer/bulk-mailer.tar"

            Content-Type: text/plain


            """,
            """
            Content-Type: application/x-stuff;
             title*0*=us-ascii'en'This%20is%20even%20more%20;
             title*1*=%2A%2A%2Afun%2A%2A%2A%20;
             title*2="isn't it!"
            Content-Disposition: attachment; filename*=iso-8859-1''%A3%20rates.txt; modification-date="Wed, 12 Feb 1997 16:29:51 -0500"; size=4
            Content-Transfer-Encoding: base64

            Zm91cg==

            """,
            // RFC 2046 §5.1.1, nested parts of RFC 2049 A.
            """
            From: Nathaniel Borenstein <nsb@bellcore.example>
            Subject: Sample message
            MIME-Version: 1.0
            Content-type: multipart/mixed; boundary="simple boundary"

            This is the preamble.

            --simple boundary

            This is implicitly typed plain US-ASCII text.
            It does NOT end with a linebreak.
            --simple boundary
            Content-type: text/plain; charset=us-ascii

            This is explicitly typed plain US-ASCII text.
            It DOES end with a linebreak.

            --simple boundary--

            This is the epilogue.

            """,
            """
            MIME-Version: 1.0
            Subject: A multipart example
            Content-Type: multipart/mixed; boundary=unique-boundary-1

            --unique-boundary-1

              ... Some text appears here ...
            --unique-boundary-1
            Content-type: text/plain; charset=US-ASCII

            This could have been part of the previous part.
            --unique-boundary-1
            Content-Type: multipart/parallel; boundary=unique-boundary-2

            --unique-boundary-2
            Content-Type: audio/basic
            Content-Transfer-Encoding: base64

            AAAA

            --unique-boundary-2
            Content-Type: image/jpeg
            Content-Transfer-Encoding: quoted-printable

            caf=C3=A9 =
            soft
            --unique-boundary-2--

            --unique-boundary-1
            Content-Type: message/rfc822

            From: (mailbox in US-ASCII)
            Subject: (subject in US-ASCII)
            Content-Type: Text/plain; charset=ISO-8859-1
            Content-Transfer-Encoding: Quoted-printable

              ... Additional text in ISO-8859-1 goes here ... =E9

            --unique-boundary-1--

            """,
            """
            Content-Type: multipart/digest; boundary="d"

            --d

            Subject: first

            one
            --d
            Content-Type: text/plain

            two
            --d--
            """,
            // A report (RFC 6522) and a signed message (RFC 1847).
            """
            Content-Type: multipart/report; report-type=delivery-status; boundary="r"

            --r

            It failed.
            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; a@b.example
            Action: failed
            --r
            Content-Type: text/rfc822-headers

            Subject: gone
            --r--
            """,
            """
            Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary="s"

            --s
            Content-Type: text/plain; charset=utf-8

            signed  
            --s
            Content-Type: application/pgp-signature; name=signature.asc

            iQ==
            --s--
            """,
            // Charsets, lines without end, long lines.
            "Content-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n/v8AZgBvAG8=\n",
            "Content-Type: text/plain; charset=\"koi8-r\"\nContent-Transfer-Encoding: quoted-printable\n\n=F0=D2=C9=D7=C5=D4",
            "Subject: a long line\n\n" + new string('x', 3000) + "\n" + new string('y', 998),
            "Content-Type: text/plain; charset=utf16\n\n\u00FC",
            "Content-Type: text/plain; a*=''; b*='' ''x; c*=\"''x\"\nContent-Disposition: inline; d*=''; filename*=''a.txt\n\n",
            "Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a.txt\n#:&D*\n`\nend\n",
            "Date: Thu, 31 Dec 2026 23:59:60 +0000\nFrom: a@b.example (Alice)\nTo: \"tab\there\" <c@d.example>\n\n",
            "Subject:\nTo: undisclosed-recipients:;\n\n\n",
        }.Select(text => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"))),
    ];
}
