"""Everyday words for columns in Spanish, Portuguese, French and Italian."""

from __future__ import annotations

from paidsocial.platforms.vocabulary import Words

WORDS: Words = {
    "es": {
        "day": "Día | Fecha | Por día | Fecha del informe | Fecha (día) | Fecha de informe",
        "week": "Semana | Semana del | Inicio de semana | Semana desde | Inicio de la semana",
        "month": "Mes | Mes del informe",
        "quarter": "Trimestre",
        "starts": "desde | fecha de inicio | fecha de comienzo",
        "ends": "hasta | fecha de fin | fecha de finalización",
        "platform": "Plataforma | Canal | Red publicitaria | Medio",
        "account": (
            "Nombre de la cuenta | Nombre de cuenta | Cuenta | Cuenta publicitaria | "
            "Nombre de la cuenta publicitaria | Anunciante | Nombre del anunciante"
        ),
        "account_id": (
            "Identificador de la cuenta | ID de la cuenta | ID de cuenta | Identificador de cuenta | "
            "ID del anunciante | ID de cliente | ID de la cuenta publicitaria"
        ),
        "currency": "Divisa | Moneda | Código de moneda | Código de divisa | Divisa de la cuenta",
        "campaign": "Nombre de la campaña | Nombre de campaña | Campaña | Campañas | Tipo de campaña",
        "campaign_id": "Identificador de la campaña | ID de la campaña | ID de campaña | Identificador de campaña",
        "ad_set": (
            "Nombre del conjunto de anuncios | Conjunto de anuncios | Nombre del grupo de anuncios | "
            "Grupo de anuncios | Nombre del lote de anuncios"
        ),
        "ad_set_id": (
            "Identificador del conjunto de anuncios | ID del conjunto de anuncios | ID del grupo de anuncios | "
            "Identificador del grupo de anuncios | ID de grupo de anuncios | ID de conjunto de anuncios"
        ),
        "ad": "Nombre del anuncio | Anuncio | Anuncios | Nombre de anuncio | Creatividad",
        "ad_id": "Identificador del anuncio | ID del anuncio | ID de anuncio",
        "objective": "Objetivo | Objetivo de la campaña",
        "status": "Estado | Estado de la campaña | Entrega",
        "spend": (
            "Importe gastado | Gasto | Gastos | Gasto total | Coste | Costo | Coste total | Costo total | "
            "Inversión | Inversión publicitaria | Gasto publicitario | Gasto en publicidad | Gastado | "
            "Monto gastado | Total gastado | Cantidad invertida | Total invertido | Importe gastado total | "
            "Importe invertido"
        ),
        "impressions": (
            "Impresiones | Impresión | Impr. | Total de impresiones | Visualizaciones | Número de impresiones | "
            "Cantidad de impresiones | Impresiones totales"
        ),
        "reach": "Alcance | Usuarios únicos",
        "clicks": (
            "Clics en el enlace | Clics en enlaces | Clics | Clic | Clics totales | Total de clics | "
            "Clics (todos) | Pulsaciones | Número de clics | Cantidad de clics"
        ),
        "conversions": (
            "Compras | Compras en el sitio web | Conversiones | Conversión | Pedidos | Transacciones | "
            "Ventas (unidades) | Total de conversiones | Resultados | Conversiones totales | "
            "Número de conversiones | Número de compras | Cantidad de compras"
        ),
        "revenue": (
            "Valor de conversión de compras | Valor de las conversiones | Valor de conversión | "
            "Valor de conversiones | Valor de compra | Valor de las compras | Ingresos | Ingresos totales | "
            "Ventas | Facturación | Valor total de las conversiones | Ingresos por compras | "
            "Valor total de conversiones | Ingresos por ventas"
        ),
    },
    "pt-BR": {
        "day": "Dia | Data | Por dia | Data do relatório",
        "week": "Semana | Início da semana | Semana de | Semana a partir de",
        "month": "Mês",
        "quarter": "Trimestre",
        "platform": "Plataforma | Canal | Veículo | Rede",
        "account": (
            "Nome da conta | Conta | Conta de anúncios | Nome da conta de anúncios | Anunciante | Nome do anunciante"
        ),
        "account_id": (
            "Identificação da conta | ID da conta | ID da conta de anúncios | ID do anunciante | ID do cliente"
        ),
        "currency": "Moeda | Código da moeda | Moeda da conta",
        "campaign": "Nome da campanha | Campanha | Campanhas | Tipo de campanha",
        "campaign_id": "Identificação da campanha | ID da campanha | Identificador da campanha",
        "ad_set": (
            "Nome do conjunto de anúncios | Conjunto de anúncios | Nome do grupo de anúncios | Grupo de anúncios"
        ),
        "ad_set_id": (
            "Identificação do conjunto de anúncios | ID do conjunto de anúncios | ID do grupo de anúncios | "
            "Identificação do grupo de anúncios | ID do grupo"
        ),
        "ad": "Nome do anúncio | Anúncio | Anúncios | Criativo",
        "ad_id": "Identificação do anúncio | ID do anúncio",
        "objective": "Objetivo | Objetivo da campanha",
        "status": "Status | Situação | Veiculação | Status da campanha",
        "spend": (
            "Valor usado | Valor gasto | Gasto | Gastos | Custo | Custo total | Gasto total | Total gasto | "
            "Investimento | Investimento em mídia | Despesa | Quantia gasta | Valor investido | Custos | "
            "Total investido"
        ),
        "impressions": (
            "Impressões | Impressão | Impr. | Total de impressões | Visualizações | Número de impressões | "
            "Quantidade de impressões"
        ),
        "reach": "Alcance | Usuários únicos",
        "clicks": (
            "Cliques no link | Cliques | Clique | Cliques totais | Total de cliques | Cliques (todos) | "
            "Número de cliques | Quantidade de cliques"
        ),
        "conversions": (
            "Compras | Compras no site | Conversões | Conversão | Pedidos | Transações | Total de conversões | "
            "Resultados | Número de conversões | Número de compras | Quantidade de conversões"
        ),
        "revenue": (
            "Valor de conversão da compra | Valor de conversão de compras | Valor da conversão | "
            "Valor de conversão | Valor das conversões | Valor das compras | Receita | Receita total | "
            "Faturamento | Vendas | Valor total da conversão"
        ),
    },
    "pt": {
        "day": "Dia | Data",
        "account": "Nome da conta | Conta publicitária | Conta de anúncios | Nome da conta publicitária",
        "account_id": "ID da conta | ID da conta publicitária | Identificador da conta",
        "currency": "Moeda | Divisa",
        "campaign": "Nome da campanha | Campanha",
        "campaign_id": "Identificador da campanha | ID de campanha",
        "ad_set": "Nome do conjunto de anúncios | Grupo de anúncios",
        "ad_set_id": "Identificador do conjunto de anúncios | Identificador do grupo de anúncios",
        "ad": "Nome do anúncio | Anúncio",
        "ad_id": "Identificador do anúncio",
        "status": "Estado | Estado da campanha | Entrega",
        "spend": "Montante gasto | Montante despendido | Custo | Gastos | Despesas | Valor despendido | Investimento",
        "impressions": "Impressões | Apresentações",
        "reach": "Alcance | Utilizadores únicos",
        "clicks": "Cliques na ligação | Cliques em ligações | Cliques | Cliques na hiperligação",
        "conversions": "Compras | Conversões | Encomendas | Transações",
        "revenue": (
            "Valor de conversão das compras | Valor de conversão de compras | Valor de conv. | Receitas | "
            "Faturação | Volume de negócios | Vendas"
        ),
    },
    "fr": {
        "day": "Jour | Date | Par jour | Date du rapport",
        "week": "Semaine | Semaine du | Début de semaine | Début de la semaine | Semaine commençant le",
        "month": "Mois",
        "quarter": "Trimestre",
        "starts": "du | date de début",
        "ends": "au | date de fin",
        "platform": "Plateforme | Canal | Régie | Réseau | Support",
        "account": (
            "Nom du compte | Compte | Compte publicitaire | Nom du compte publicitaire | Annonceur | Nom de l'annonceur"
        ),
        "account_id": (
            "ID du compte | Identifiant du compte | Identifiant de compte | ID de compte | "
            "ID du compte publicitaire | Identifiant de l'annonceur | Numéro client"
        ),
        "currency": "Devise | Monnaie | Code de devise | Code devise | Devise du compte",
        "campaign": "Nom de la campagne | Nom de campagne | Campagne | Campagnes | Type de campagne",
        "campaign_id": (
            "ID de la campagne | Identifiant de la campagne | ID de campagne | ID campagne | Identifiant de campagne"
        ),
        "ad_set": (
            "Nom de l'ensemble de publicités | Ensemble de publicités | Nom du groupe d'annonces | "
            "Groupe d'annonces | Nom du groupe de publicités | Groupe de publicités | Nom de l'ad set | "
            "Nom de l'ensemble"
        ),
        "ad_set_id": (
            "ID de l'ensemble de publicités | Identifiant de l'ensemble de publicités | ID du groupe d'annonces | "
            "Identifiant du groupe d'annonces | ID du groupe de publicités | Identifiant du groupe de publicités | "
            "ID de groupe d'annonces | ID d'ensemble de publicités"
        ),
        "ad": (
            "Nom de la publicité | Publicité | Publicités | Nom de l'annonce | Annonce | Annonces | Créa | "
            "Création | Nom de la pub"
        ),
        "ad_id": (
            "ID de la publicité | Identifiant de la publicité | ID de l'annonce | Identifiant de l'annonce | "
            "ID de publicité | ID d'annonce"
        ),
        "objective": "Objectif | Objectif de la campagne",
        "status": "Statut | État | Statut de la campagne | État de la campagne | Diffusion",
        "spend": (
            "Montant dépensé | Dépenses | Dépense | Coût | Coûts | Coût total | Total dépensé | Dépenses totales | "
            "Dépenses publicitaires | Investissement | Investissement média | Budget dépensé | Budget consommé | "
            "Montant total dépensé"
        ),
        "impressions": (
            "Impressions | Impression | Impr. | Affichages | Total des impressions | Nombre d'impressions | "
            "Nb d'impressions | Nb impressions"
        ),
        "reach": "Couverture | Portée | Utilisateurs uniques | Audience touchée",
        "clicks": (
            "Clics sur un lien | Clics sur le lien | Clics sur les liens | Clics | Clic | Clics totaux | "
            "Total des clics | Clics (tous) | Nombre de clics | Nb de clics | Nb clics"
        ),
        "conversions": (
            "Achats | Achats sur le site web | Conversions | Commandes | Transactions | Total des conversions | "
            "Résultats | Nombre d'achats | Nombre de conversions | Nb de conversions"
        ),
        "revenue": (
            "Valeur de conversion des achats | Valeur de conversion | Valeur des conversions | Valeur de conv. | "
            "Valeur des achats | Valeur totale des conversions | Revenus | Revenu | Chiffre d'affaires | CA | "
            "Ventes | Recettes | Valeur d'achat | Revenus des achats"
        ),
    },
    "it": {
        "day": "Giorno | Data | Per giorno | Data del report",
        "week": "Settimana | Inizio settimana | Settimana dal | Settimana del",
        "month": "Mese",
        "quarter": "Trimestre",
        "starts": "dal | data di inizio",
        "ends": "al | data di fine",
        "platform": "Piattaforma | Canale | Rete",
        "account": (
            "Nome account | Nome dell'account | Account | Account pubblicitario | Nome account pubblicitario | "
            "Nome dell'account pubblicitario | Inserzionista | Nome dell'inserzionista"
        ),
        "account_id": (
            "ID account | ID dell'account | Numero identificativo account | ID account pubblicitario | "
            "ID inserzionista | ID cliente"
        ),
        "currency": "Valuta | Codice valuta | Valuta account",
        "campaign": "Nome campagna | Nome della campagna | Campagna | Campagne | Tipo di campagna",
        "campaign_id": "ID campagna | ID della campagna | Numero identificativo campagna",
        "ad_set": (
            "Nome gruppo di inserzioni | Nome del gruppo di inserzioni | Gruppo di inserzioni | "
            "Nome gruppo di annunci | Nome del gruppo di annunci | Gruppo di annunci | Nome del set di annunci | "
            "Set di annunci"
        ),
        "ad_set_id": (
            "ID gruppo di inserzioni | ID del gruppo di inserzioni | ID gruppo di annunci | ID del gruppo di annunci"
        ),
        "ad": (
            "Nome inserzione | Nome dell'inserzione | Inserzione | Inserzioni | Nome annuncio | "
            "Nome dell'annuncio | Annuncio | Annunci | Creatività"
        ),
        "ad_id": "ID inserzione | ID dell'inserzione | ID annuncio | ID dell'annuncio",
        "objective": "Obiettivo | Obiettivo della campagna",
        "status": "Stato | Stato della campagna | Pubblicazione",
        "spend": (
            "Importo speso | Spesa | Spese | Costo | Costi | Costo totale | Spesa totale | Totale speso | "
            "Spesa pubblicitaria | Investimento | Speso"
        ),
        "impressions": (
            "Impressioni | Impressions | Impr. | Impression | Visualizzazioni | Impressioni totali | "
            "Numero di impressioni"
        ),
        "reach": "Copertura | Utenti unici",
        "clicks": (
            "Clic sul link | Clic sui link | Clic | Click | Clic totali | Clic (tutti) | Clicks | Numero di clic | "
            "Numero di click"
        ),
        "conversions": (
            "Acquisti | Acquisti sul sito web | Conversioni | Conversione | Ordini | Transazioni | "
            "Totale conversioni | Risultati | Numero di conversioni | Numero di acquisti"
        ),
        "revenue": (
            "Valore di conversione degli acquisti | Valore di conversione acquisti | Valore di conversione | "
            "Valore conversione | Valore conversioni | Valore delle conversioni | Valore conv. | "
            "Valore degli acquisti | Ricavi | Entrate | Fatturato | Vendite | Valore totale delle conversioni"
        ),
    },
}
