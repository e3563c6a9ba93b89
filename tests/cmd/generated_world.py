"""One known pipeline, what it is written with, and the systems that write it.

A deal is a dictionary; `truth` reckons from the deals alone what every reader
of the export must find. Nothing here reads what the program prints.
"""
import datetime
import decimal
import random

DAY = datetime.timedelta(1)
TODAY = datetime.date(2024, 6, 28)
SIZES = {"many": (44, 42, 34), "few": (8, 8, 8)}  # open, won, lost
LOST_AHEAD = 31  # a lost deal's close date counts up to so many days ahead

# What tells won from lost, by language; several ways to say it.
WORDS = {
    "en": [("Closed Won", "Closed Lost"), ("Won", "Lost"),
           ("closedwon", "closedlost"),
           ("6 - Closed Won", "7 - Closed Lost \u2013 price"),
           ("CLOSED (WON)", "Dead"),
           ("Closed Won (Sales Pipeline)", "Closed Lost (Sales Pipeline)"),
           ("Won \U0001f389", "Lost to competitor")],
    "de": [("Gewonnen", "Verloren"),
           ("Geschlossen/Gewonnen", "Geschlossen/Verloren"),
           ("Abgeschlossen und gewonnen", "Abgeschlossen und verloren"),
           ("Auftrag erhalten", "Verloren \u2013 Preis"),
           ("5. Gewonnen", "6. Kein Interesse")],
    "fr": [("Gagné", "Perdu"),
           ("Fermée gagnée", "Fermée perdue"),
           ("Clôturée gagnée", "Clôturée perdue"),
           ("Affaire gagnée", "Sans suite"),
           ("GAGNÉ", "ABANDONNÉ")],
    "es": [("Ganado", "Perdido"), ("Cerrada ganada", "Cerrada perdida"),
           ("Cierre ganado", "Cierre perdido"), ("Ganada", "Descartada"),
           ("Cerrado (ganado)", "Cerrado (perdido)")],
    "pt": [("Ganho", "Perdido"), ("Fechado e ganho", "Fechado e perdido"),
           ("Negócio ganho", "Negócio perdido"),
           ("Venda ganha", "Desqualificado"),
           ("Fechada/Ganha", "Fechada/Perdida")],
    "it": [("Vinto", "Perso"), ("Chiusa vinta", "Chiusa persa"),
           ("Chiuso - Vinto", "Chiuso - Perso"),
           ("Trattativa vinta", "Annullato"),
           ("Chiusura vinta", "Chiusura persa")],
    "nl": [("Gewonnen", "Verloren"),
           ("Gesloten gewonnen", "Gesloten verloren"),
           ("Gesloten - gewonnen", "Afgewezen"),
           ("Deal gewonnen", "Geannuleerd"),
           ("Gewonnen deal", "Geen interesse")],
    "ja": [("受注", "失注"), ("成約", "見送り"),
           ("クローズ（成約）",
            "クローズ（失注）"),
           ("商談成立", "キャンセル"),
           ("受注済み", "失注（価格）")],
}
# Open, won, lost of a column that holds nothing else.
STATUS = {
    "en": [("Open", "Won", "Lost"), ("Active", "Closed Won", "Closed Lost"),
           ("In Progress", "WON", "LOST"), ("open", "won", "Cancelled")],
    "de": [("Offen", "Gewonnen", "Verloren"), ("Aktiv", "gewonnen", "verloren"),
           ("In Bearbeitung", "Gewonnen", "Storniert")],
    "fr": [("Ouvert", "Gagné", "Perdu"),
           ("En cours", "Gagnée", "Perdue"),
           ("Ouverte", "Gagnée", "Annulée")],
    "es": [("Abierto", "Ganado", "Perdido"), ("En curso", "Ganada", "Perdida"),
           ("Abierta", "Ganada", "Cancelada")],
    "pt": [("Aberto", "Ganho", "Perdido"), ("Em andamento", "Ganha", "Perdida"),
           ("Em aberto", "Ganho", "Cancelado")],
    "it": [("Aperto", "Vinto", "Perso"), ("In corso", "Vinta", "Persa"),
           ("Aperta", "Vinta", "Annullata")],
    "nl": [("Open", "Gewonnen", "Verloren"),
           ("Lopend", "Gewonnen", "Afgewezen"),
           ("In behandeling", "gewonnen", "verloren")],
    "ja": [("進行中", "受注", "失注"),
           ("商談中", "成約", "見送り")],
}
STAGES = {
    "en": ["Prospecting", "Qualification", "Demo", "Contract Sent",
           "Decision Maker Bought-In"],
    "de": ["Erstkontakt", "Qualifizierung", "Angebot abgegeben",
           "Verhandlung", "Entscheidung steht aus"],
    "fr": ["Prospection", "Qualification", "Proposition envoyée",
           "Négociation", "En attente de signature"],
    "es": ["Prospección", "Calificación", "Propuesta enviada",
           "Negociación", "Pendiente de firma"],
    "pt": ["Prospecção", "Qualificação", "Proposta enviada",
           "Negociação", "Aguardando assinatura"],
    "it": ["Prospezione", "Qualificazione", "Offerta inviata", "Trattativa",
           "In attesa di firma"],
    "nl": ["Prospectie", "Kwalificatie", "Offerte verstuurd",
           "Onderhandeling", "Wacht op handtekening"],
    "ja": ["見込み客", "ヒアリング",
           "提案", "見積提示", "受注予定"],
}
ACCOUNTS = {
    "en": ["Acme, Inc.", "O'Neil & Sons", "Blue; Green | Red", 'The "Best" Co',
           "North"],
    "de": ["Müller & Söhne GmbH", "Straßenbau, Köln",
           "Grün; Weiß", "Ärztehaus", "Bau AG"],
    "fr": ["Société Étoile", "L'Hôtel, Paris",
           "Cœur; Âme", "François & Cie", "Garçon SA"],
    "es": ["Niño S.A.", "España, Málaga", "Corazón; Luz",
           "Pequeña", "Sol"],
    "pt": ["Conceição Ltda", "São Paulo, SP", "Pão; Vinho",
           "Irmãos", "Mar"],
    "it": ["Caffè Però", "Città, Roma", "Perché; No",
           "Università", "Luna"],
    "nl": ["Coöperatie", "Beëdiging, Utrecht", "Zee; Land",
           "Financiën", "Wind BV"],
    "ja": ["株式会社さくら", "東京商事",
           "表示ソース", "北海道支社",
           "日本"],
}
# Yes and no, as spreadsheets and systems of that language write them.
TRUTHS = {
    "en": [("true", "false"), ("TRUE", "FALSE"), ("Yes", "No"), ("1", "0")],
    "de": [("WAHR", "FALSCH"), ("Ja", "Nein"), ("true", "false")],
    "fr": [("VRAI", "FAUX"), ("Oui", "Non"), ("1", "0")],
    "es": [("VERDADERO", "FALSO"), ("Sí", "No"), ("true", "false")],
    "pt": [("VERDADEIRO", "FALSO"), ("Sim", "Não"), ("1", "0")],
    "it": [("VERO", "FALSO"), ("Sì", "No"), ("true", "false")],
    "nl": [("WAAR", "ONWAAR"), ("Ja", "Nee"), ("1", "0")],
    "ja": [("TRUE", "FALSE"), ("はい", "いいえ"),
           ("true", "false")],
}
LANGUAGES = list(WORDS)


def pipeline(seed, size, early=False):
    """The deals. early: every day is at most the 12th of its month."""
    r = random.Random(seed)
    outcomes = [o for o, n in zip(("open", "won", "lost"), SIZES[size])
                for _ in range(n)]
    r.shuffle(outcomes)
    out = []
    for i, outcome in enumerate(outcomes):
        created = TODAY - DAY * r.randrange(40, 120 if outcome == "open"
                                            else 700)
        closed = min(TODAY - DAY, created + DAY * r.randrange(5, 150))
        expected = TODAY + DAY * r.randrange(-20, 90)
        if i == outcomes.index("open"):
            created = TODAY
        if early:
            created, closed, expected = (
                d.replace(day=(d.day - 1) % 12 + 1)
                for d in (created, closed, expected))
        amount = decimal.Decimal(round(r.lognormvariate(9.8, 1.2)) // 50 * 50)
        out.append({
            "i": i, "id": f"D{i * 37 + 1000}", "outcome": outcome,
            "newest": i == outcomes.index("open"),
            "name": f"Deal {i}", "account": r.randrange(40),
            "owner": f"Rep {r.randrange(6)}",
            "created": created, "expected": expected,
            "closed": None if outcome == "open" else max(created, closed),
            "amount": None if i % 30 == 11 else max(amount, 100),
            "cents": decimal.Decimal(r.choice([0, 25, 50, 75])) / 100,
            "stage": i % 5, "modified": None, "gone": False})
    return out


def truth(deals):
    """Open, won, lost, in no figure, the open amount and the day of today.

    Today is the newest day on which a deal was created, edited or won; a lost
    deal's close counts up to a month ahead of it where no edit is dated.
    """
    there = [d for d in deals if not d["gone"]]
    for d in there:
        if d["modified"] and d["outcome"] != "open":
            d["closed"] = min(d["closed"] or d["modified"], d["modified"])
    dates = [d["created"] for d in there] + [d["modified"] for d in there] + \
            [d["closed"] for d in there if d["outcome"] == "won"]
    newest = max((d for d in dates if d), default=None)
    lost = [d["closed"] for d in there
            if d["outcome"] == "lost" and d["closed"]]
    if newest is None:
        newest = max(lost, default=None)
    elif not any(d["modified"] for d in there):
        newest = max([newest] + [d for d in lost
                                 if d <= newest + DAY * LOST_AHEAD])
    count = dict.fromkeys(("open", "won", "lost", "undated"), 0)
    amount = 0
    for d in there:
        ended = d["outcome"] != "open"
        count["undated" if ended and not d["closed"] else d["outcome"]] += 1
        amount += 0 if ended else d["amount"] or 0
    return count | {"amount": float(amount), "as_of": str(newest)}


# Header=what stands below it, as a CRM writes them.
REPORT = ("Opportunity ID=id|Opportunity Name=name|Account Name=account|"
          "Opportunity Owner=owner|Amount=amount|Created Date=created|"
          "Close Date=close|Stage=stage|Lead Source=source")
SYSTEMS = {
    "Salesforce report": REPORT,
    "Salesforce API":
        "Id=id|Name=name|Account.Name=account|Owner.Name=owner|Amount=amount|"
        "CreatedDate=created|CloseDate=close|StageName=stage|IsClosed=closed?|"
        "IsWon=won?",
    "Salesforce, flags":
        "Id=id|Name=name|Owner.Name=owner|Amount=amount|CreatedDate=created|"
        "CloseDate=close|IsClosed=closed?|IsWon=won?",
    "HubSpot":
        "Record ID=id|Deal Name=name|Deal Stage=stage|Close Date=close|"
        "Deal owner=owner|Amount=amount|Create Date=created|"
        "Is Closed Won=won?|Is Closed=closed?",
    "HubSpot, stage":
        "Record ID=id|Deal Name=name|Deal Stage=stage|Close Date=close|"
        "Deal owner=owner|Amount=amount|Create Date=created|"
        "Associated Company=account",
    "HubSpot API":
        "hs_object_id=id|dealname=name|dealstage=number|closedate=close|"
        "hubspot_owner_id=owner|amount=amount|createdate=created|"
        "hs_is_closed_won=won?|hs_is_closed=closed?",
    "Pipedrive":
        "Deal - ID=id|Deal - Title=name|Deal - Organization=account|"
        "Deal - Owner=owner|Deal - Value=amount|Deal - Deal created=created|"
        "Deal - Won time=won_time|Deal - Lost time=lost_time|"
        "Deal - Expected close date=expected|Deal - Stage=kept|"
        "Deal - Status=status",
    "Dynamics":
        "opportunityid=id|name=name|owneridname=owner|estimatedvalue=amount|"
        "createdon=created|estimatedclosedate=expected|"
        "actualclosedate=closed|stepname=kept|statecode=status",
    "Dynamics, codes":
        "opportunityid=id|name=name|owneridname=owner|estimatedvalue=amount|"
        "createdon=created|estimatedclosedate=expected|"
        "actualclosedate=closed|stepname=kept|statecode=code",
    "Dynamics, Excel":
        "(Do Not Modify) Opportunity=id|(Do Not Modify) Row Checksum=x|"
        "Topic=name|Potential Customer=account|Owner=owner|"
        "Est. revenue=amount|Created On=created|Actual Close Date=closed|"
        "Est. close date=expected|Pipeline Phase=kept|Status=status",
    "Maven":
        "opportunity_id=id|sales_agent=owner|product=source|account=account|"
        "deal_stage=stage|engage_date=created|close_date=close|"
        "close_value=amount",
    "SkyGeni":
        "deal_id=id|created_date=created|closed_date=close|"
        "sales_rep_id=owner|deal_amount=amount|deal_stage=kept|"
        "outcome=status|lead_source=source",
    "Zoho":
        "Record Id=id|Deal Name=name|Account Name=account|Deal Owner=owner|"
        "Amount=amount|Created Time=created|Closing Date=close|Stage=stage",
    "Zoho, potentials":
        "Potential ID=id|Potential Name=name|Account Name=account|"
        "Potential Owner=owner|Amount=amount|Created Time=created|"
        "Closing Date=close|Stage=stage",
    "Odoo":
        "id=id|name=name|partner_id=account|user_id=owner|"
        "expected_revenue=amount|create_date=created|date_closed=closed|"
        "date_deadline=expected|stage_id=won_kept|active=active|"
        "probability=probability",
    "Odoo, won status":
        "id=id|name=name|partner_id=account|user_id=owner|"
        "expected_revenue=amount|create_date=created|date_closed=closed|"
        "date_deadline=expected|stage_id=kept|won_status=pending",
    "Close":
        "id=id|lead_name=account|user_name=owner|value=x|"
        "value_formatted=amount|date_created=created|date_won=won_time|"
        "date_lost=lost_time|status_label=kept|status_type=active_type",
    "Copper":
        "id=id|name=name|company_name=account|assignee_id=owner|"
        "monetary_value=amount|date_created=created|close_date=close|"
        "pipeline_stage_id=kept|status=status",
    "Freshsales":
        "Deal ID=id|Deal Name=name|Account=account|Owner=owner|"
        "Deal Value=amount|Created At=created|Closed date=closed|"
        "Expected close date=expected|Deal Stage=stage",
    "SuiteCRM":
        "id=id|name=name|account_name=account|assigned_user_name=owner|"
        "amount=amount|date_entered=created|date_closed=close|"
        "sales_stage=stage",
    "plain, outcome":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|outcome=status",
    "plain, status":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|Status=status",
    "plain, status beside stage":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|stage=kept|Status=status",
    "plain, active status":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|stage=stage|Status=always",
    "plain, stage":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|stage=stage",
    "plain, won alone":
        "deal_id=id|owner=owner|amount=amount|created_date=created|"
        "closed_date=closed|expected_close=expected|IsWon=won_or_none",
    "plain, probability":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|stage=odd_stage|"
        "probability=probability",
    "plain, archived":
        "deal_id=id|account=account|owner=owner|amount=amount|"
        "created_date=created|closed_date=close|stage=won_kept|"
        "Archived=archived",
    "own names, mapped":
        "Vorgang=id|Firma=account|Wer=owner|Summe=amount|Beginn=created|"
        "Ende=close|Stand=stage",
    "Salesforce, localized": "",
    "HubSpot, localized": "",
}
MAPPED = {"deal_id": "Vorgang", "account": "Firma", "owner": "Wer",
          "amount": "Summe", "created": "Beginn", "closed": "Ende",
          "stage": "Stand"}

# Headers of reports in the language of the user; keys as in REPORT.
LOCALIZED = {
    "Salesforce, localized": {
        "en": REPORT,
        "de": "Opportunity-ID=id|Opportunity-Name=name|Accountname=account|"
              "Opportunity-Inhaber=owner|Betrag=amount|Erstelldatum=created|"
              "Schlusstermin=close|Phase=stage",
        "fr": "ID de l'opportunité=id|Nom de l'opportunité=name|"
              "Nom du compte=account|"
              "Propriétaire de l'opportunité=owner|Montant=amount|"
              "Date de création=created|Date de clôture=close|"
              "Étape=stage",
        "es": "ID de la oportunidad=id|Nombre de la oportunidad=name|"
              "Nombre de la cuenta=account|Propietario de oportunidad=owner|"
              "Importe=amount|Fecha de creación=created|"
              "Fecha de cierre=close|Etapa=stage",
        "pt": "ID da oportunidade=id|Nome da oportunidade=name|"
              "Nome da conta=account|Proprietário da oportunidade=owner|"
              "Valor=amount|Data de criação=created|"
              "Data de fechamento=close|Fase=stage",
        "it": "ID opportunità=id|Nome opportunità=name|"
              "Nome account=account|Titolare opportunità=owner|"
              "Importo=amount|Data creazione=created|Data chiusura=close|"
              "Fase=stage",
        "nl": "Opportunity-id=id|Opportunitynaam=name|Accountnaam=account|"
              "Eigenaar van opportunity=owner|Bedrag=amount|"
              "Aanmaakdatum=created|Sluitingsdatum=close|Fase=stage",
        "ja": "商談 ID=id|商談名=name|"
              "取引先名=account|商談所有者=owner|"
              "金額=amount|作成日=created|"
              "完了予定日=close|フェーズ=stage",
    },
    "HubSpot, localized": {
        "de": "Datensatz-ID=id|Deal-Name=name|Deal-Phase=stage|"
              "Abschlussdatum=close|Deal-Inhaber=owner|Betrag=amount|"
              "Erstellungsdatum=created",
        "fr": "ID de l'enregistrement=id|Nom de la transaction=name|"
              "Phase de la transaction=stage|Date de fermeture=close|"
              "Propriétaire de la transaction=owner|Montant=amount|"
              "Date de création=created",
        "es": "ID de registro=id|Nombre del negocio=name|"
              "Etapa del negocio=stage|Fecha de cierre=close|"
              "Propietario del negocio=owner|Importe=amount|"
              "Fecha de creación=created",
        "ja": "レコードID=id|取引名=name|"
              "取引ステージ=stage|"
              "クローズ日=close|取引担当者=owner|"
              "金額=amount|作成日=created",
    },
}


def columns(system, language):
    """[(header, what stands below it)], or None: not in that language."""
    text = SYSTEMS[system] or LOCALIZED[system].get(language)
    return text and [tuple(c.rsplit("=", 1)) for c in text.split("|")]


class Speech:
    """The words of a language, one way of several to say them."""

    def __init__(self, language, way, names=None):
        def pick(table):
            return table[language][way % len(table[language])]
        self.won, self.lost = pick(WORDS)
        self.status = dict(zip(("open", "won", "lost"), pick(STATUS)))
        self.yes, self.no = pick(TRUTHS)
        self.stages = STAGES[language]
        self.accounts = names or ACCOUNTS[language]

    def truth(self, x):
        return self.yes if x else self.no


def ended(d):
    return d["outcome"] != "open"


def kept(d, c):
    return c.speech.stages[d["stage"]]


def end_day(d, outcome):
    return d["closed"] if d["outcome"] == outcome else None


# What stands below a header, of deal d; c: the export's speech, date, amount.
# None: nothing.
CELLS = {
    "id": lambda d, c: d["id"],
    "name": lambda d, c: d["name"],
    "account": lambda d, c:
        f"{c.speech.accounts[d['account'] % 5]} {d['account']}",
    "owner": lambda d, c: d["owner"],
    "amount": lambda d, c:
        None if d["amount"] is None else c.amount(d["amount"]),
    "created": lambda d, c: c.date(d["created"], d["i"]),
    "close": lambda d, c:
        c.date(d["closed"] if ended(d) else d["expected"], d["i"] + 3),
    "closed": lambda d, c: c.date(d["closed"], d["i"] + 5),
    "expected": lambda d, c: c.date(d["expected"], d["i"] + 5),
    "won_time": lambda d, c: c.date(end_day(d, "won"), d["i"]),
    "lost_time": lambda d, c: c.date(end_day(d, "lost"), d["i"]),
    "stage": lambda d, c: {"open": kept(d, c), "won": c.speech.won,
                           "lost": c.speech.lost}[d["outcome"]],
    "number": lambda d, c: str({"open": 1140 + d["stage"], "won": 998877,
                                "lost": 998878}[d["outcome"]]),
    "odd_stage": lambda d, c: {"open": kept(d, c), "won": "Onboarding ready",
                               "lost": "Parked"}[d["outcome"]],
    "won_kept": lambda d, c:
        c.speech.won if d["outcome"] == "won" else kept(d, c),
    "kept": kept,
    "status": lambda d, c: c.speech.status[d["outcome"]],
    "always": lambda d, c: "Active",
    "pending": lambda d, c: d["outcome"].replace("open", "pending"),
    "active_type": lambda d, c: d["outcome"].replace("open", "active"),
    "code": lambda d, c: str(["open", "won", "lost"].index(d["outcome"])),
    "closed?": lambda d, c: c.speech.truth(ended(d)),
    "won?": lambda d, c: c.speech.truth(d["outcome"] == "won"),
    "won_or_none": lambda d, c:
        c.speech.truth(d["outcome"] == "won") if ended(d) else None,
    "active": lambda d, c: c.speech.truth(d["outcome"] != "lost"),
    "archived": lambda d, c: c.speech.truth(d["outcome"] == "lost"),
    "probability": lambda d, c: {"open": str(20 + 10 * d["stage"]),
                                 "won": "100", "lost": "0"}[d["outcome"]],
    "source": lambda d, c: ["Web", "Partner"][d["i"] % 2],
    "x": lambda d, c: str(d["i"] * 17 + 5),
}
