"""How the feedback page looks, on screen and on paper: its style sheet, in the colours of the workbooks."""

from __future__ import annotations

from workbook_templates.style import BAD, CAUTION, GOOD, HAIRLINE, HEADER, INK, LINK, MIST, PAPER, SOFT_INK

STYLE = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: {MIST}; color: {INK}; line-height: 1.5;
  font: 1rem/1.5 "Segoe UI", "Microsoft YaHei", "PingFang SC", "Noto Sans", "Noto Sans CJK SC", sans-serif; }}
header, main, footer {{ max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }}
header {{ padding-top: 2rem; }}
header p {{ margin: 0; color: {SOFT_INK}; }}
h1 {{ margin: .1rem 0 .2rem; font-size: 2rem; line-height: 1.2; }}
h2 {{ margin: 2.2rem 0 .6rem; font-size: 1.3rem; }}
h3 {{ margin: 1.6rem 0 .5rem; font-size: 1rem; color: {HEADER}; }}
h3 small {{ font-weight: normal; color: {SOFT_INK}; margin-left: .5rem; font-size: .9rem; }}
a {{ color: {LINK}; text-underline-offset: .15em; }}
a:focus-visible {{ outline: 3px solid {LINK}; outline-offset: 2px; }}
.state {{ margin: 1.2rem 0 0; padding: 1rem 1.2rem; background: {PAPER}; border: 1px solid {HAIRLINE};
  border-left: .4rem solid {HEADER}; border-radius: .3rem; }}
.state p {{ margin: .3rem 0 0; }}
.state p.first {{ margin: 0; font-size: 1.15rem; font-weight: 600; }}
.state.good {{ border-left-color: {GOOD[0]}; }} .state.good .sign {{ color: {GOOD[0]}; }}
.state.watch {{ border-left-color: {CAUTION[0]}; }} .state.watch .sign {{ color: {CAUTION[0]}; }}
.state.bad {{ border-left-color: {BAD[0]}; }} .state.bad .sign {{ color: {BAD[0]}; }}
ul.cells {{ list-style: none; margin: 0; padding: 0; }}
ul.cells > li {{ background: {PAPER}; border: 1px solid {HAIRLINE}; border-radius: .3rem;
  margin: 0 0 .6rem; padding: .8rem 1rem; break-inside: avoid; }}
.place {{ display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; margin: 0; }}
.place a, .place b {{ font-weight: 600; }}
.value {{ color: {SOFT_INK}; overflow-wrap: anywhere; }}
.finding {{ margin: .5rem 0 0; padding-left: 1rem; border-left: 3px solid {HAIRLINE}; }}
.finding p {{ margin: 0; overflow-wrap: anywhere; }}
.finding .fix {{ margin-top: .15rem; }}
.finding .fix b {{ font-weight: 600; }}
.code {{ color: {SOFT_INK}; font: .8rem/1.5 Consolas, "SF Mono", monospace; white-space: nowrap; }}
.badge {{ display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .85rem; font-weight: 600;
  margin-right: .5rem; white-space: nowrap; }}
.error {{ color: {BAD[0]}; background: {BAD[1]}; }} .finding.is-error {{ border-left-color: {BAD[0]}; }}
.warning {{ color: {CAUTION[0]}; background: {CAUTION[1]}; }}
.finding.is-warning {{ border-left-color: {CAUTION[0]}; }}
.info {{ color: {GOOD[0]}; background: {GOOD[1]}; }} .finding.is-info {{ border-left-color: {GOOD[0]}; }}
table {{ border-collapse: collapse; background: {PAPER}; border: 1px solid {HAIRLINE}; min-width: 60%; }}
th, td {{ padding: .35rem .9rem; text-align: right; border-bottom: 1px solid {HAIRLINE};
  font-variant-numeric: tabular-nums; }}
th:first-child, td:first-child {{ text-align: left; }}
thead th {{ background: {HEADER}; color: {PAPER}; font-weight: 600; }}
tbody th {{ font-weight: normal; }}
tfoot th, tfoot td {{ font-weight: 600; border-bottom: 0; }}
td.some {{ color: {BAD[0]}; font-weight: 600; }}
footer {{ padding-top: 1.5rem; padding-bottom: 2rem; color: {SOFT_INK}; font-size: .85rem; }}
@media print {{ body {{ background: {PAPER}; font-size: 10pt; }}
  header, main, footer {{ max-width: none; padding: 0; }}
  a {{ color: inherit; text-decoration: none; }} h2, h3 {{ break-after: avoid; }}
  .badge, .state, thead th, ul.cells > li {{
    print-color-adjust: exact; -webkit-print-color-adjust: exact; }} }}
"""
